using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Evaluation;
using static EpmRl.Retrieval.Tests.Evaluation.Labelled;

namespace EpmRl.Retrieval.Tests.Evaluation;

public sealed class EvaluationRoundsTests
{
    private static readonly LabelledListing[] Listings =
    [
        Listing("Chairs", "red chair", ("Color", ["Red"]), ("Legs", ["4"])),
        Listing("Chairs", "blue chair", ("Color", ["Blue"])),
        Listing("Lamps", "red lamp", ("Color", ["Red"]), ("Power", ["9 W"])),
        Listing("Lamps", "lamp", ("Power", [])),
    ];

    [Fact]
    public void Folds_know_every_listing_that_they_do_not_ask_about()
    {
        IReadOnlyList<EvaluationRound> rounds = EvaluationRounds.OfFolds(Listings, new FoldPlan(2, Seed: 7));

        Assert.Equal([0, 1, 2, 3], rounds.SelectMany(round => round.Asked).Order());
        Assert.All(rounds, round => Assert.Equal(Listings.Where((_, i) => !round.Asked.Contains(i)), round.Known));
    }

    [Fact]
    public void A_listing_whose_text_was_fitted_on_is_not_asked_about()
    {
        EvaluationRound round = Assert.Single(EvaluationRounds.FittedOn(Listings, [Listing("Seats", " Blue  CHAIR", ("Color", ["Blue"]))]));

        Assert.Equal([0, 2, 3], round.Asked);
    }

    [Fact]
    public void Each_category_is_asked_about_by_an_engine_that_knows_the_others_alone()
    {
        IReadOnlyList<EvaluationRound> rounds = EvaluationRounds.Leaving(EvaluationRounds.Untrained(Listings), Listings, LeaveOut.Category);

        Assert.Equal([[0, 1], [2, 3]], rounds.Select(round => round.Asked));
        Assert.Equal([["Lamps"], ["Chairs"]], rounds.Select(round => round.Known.Select(listing => listing.Category).Distinct()));
    }

    [Fact]
    public void Each_attribute_is_asked_about_by_an_engine_that_knows_no_label_of_it()
    {
        IReadOnlyList<EvaluationRound> rounds =
            EvaluationRounds.Leaving(EvaluationRounds.Untrained(Listings), Listings, LeaveOut.Attribute);

        Assert.Equal(["Color", "Legs", "Power"], rounds.Select(round => round.Attribute));
        Assert.Equal([[0, 1, 2], [0], [2, 3]], rounds.Select(round => round.Asked));
        Assert.All(rounds, round => Assert.DoesNotContain(round.Attribute, round.Known.SelectMany(listing => listing.Gold.Keys)));
        // the blue chair has no other label
        Assert.Equal(["red chair", "red lamp", "lamp"], rounds[0].Known.Select(listing => listing.Profile.Title));
    }

    [Fact]
    public void Leaving_out_keeps_the_folds_apart()
    {
        IReadOnlyList<EvaluationRound> folds = EvaluationRounds.OfFolds(Listings, new FoldPlan(2));

        IReadOnlyList<EvaluationRound> rounds = EvaluationRounds.Leaving(folds, Listings, LeaveOut.Attribute);

        Assert.NotEmpty(rounds);
        Assert.All(rounds, round => Assert.Empty(
            round.Asked.Select(i => Listings[i].Profile).Intersect(round.Known.Select(listing => listing.Profile))));
    }

    [Fact]
    public void A_data_set_of_one_category_has_no_round_that_leaves_it_out() =>
        Assert.Empty(EvaluationRounds.Leaving(EvaluationRounds.Untrained(Listings[..2]), Listings[..2], LeaveOut.Category));
}
