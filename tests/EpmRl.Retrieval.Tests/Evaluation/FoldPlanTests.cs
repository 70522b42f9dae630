using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Evaluation;
using static EpmRl.Retrieval.Tests.Evaluation.Labelled;

namespace EpmRl.Retrieval.Tests.Evaluation;

public sealed class FoldPlanTests
{
    private static readonly LabelledListing[] Listings =
        [.. Enumerable.Range(0, 40).Select(i => Listing($"c{i % 3}", $"{i}") with { Group = $"shop {i / 4}" })];

    [Fact]
    public void A_nested_plan_keeps_the_folds_of_the_outer_plan_and_renumbers_them()
    {
        var plan = new FoldPlan(5);
        int[] whole = plan.Deal(Listings);
        LabelledListing[] part = [.. Listings.Where((_, i) => whole[i] != 1)];

        FoldPlan nested = plan.Nested(Listings);
        int[] dealt = nested.Deal(part);

        Assert.Equal(4, nested.UnitsIn(part));
        Assert.Equal(whole.Where(fold => fold != 1).Select(fold => fold > 1 ? fold - 1 : fold), dealt);
    }

    [Fact]
    public async Task Trainings_of_a_nested_plan_are_shared_by_pairs_of_folds()
    {
        var plan = new FoldPlan(4);
        FoldPlan nested = plan.Nested(Listings);
        int trained = 0;
        var engines = new EngineSource((_, _) =>
        {
            trained++;
            return Task.FromResult(new EvaluationEngine(null!, null!, null!));
        });

        foreach (EvaluationRound round in EvaluationRounds.OfFolds(Listings, plan))
        {
            int[] inner = nested.Deal(round.Known);
            for (int fold = 0; fold < 3; fold++)
            {
                await engines.ForAsync([.. round.Known.Where((_, i) => inner[i] != fold)]);
            }
        }

        Assert.Equal(4 * 3 / 2, trained);
    }

    [Fact]
    public void A_listing_whose_labels_are_partly_hidden_stays_in_its_fold()
    {
        FoldPlan nested = new FoldPlan(5).Nested(Listings);
        LabelledListing[] hidden = [.. Listings.Select(listing => listing with { Gold = new Dictionary<string, IReadOnlyList<string>>() })];

        Assert.Equal(nested.Deal(Listings), nested.Deal(hidden));
    }

    [Fact]
    public void Groups_are_units_where_they_must_not_be_separated()
    {
        Assert.Equal(10, new FoldPlan(5, ByGroup: true).UnitsIn(Listings));
        Assert.Equal(40, new FoldPlan(5).UnitsIn(Listings));
    }
}
