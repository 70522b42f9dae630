using EpmRl.Retrieval.Matching;
using EpmRl.Retrieval.Training.Generative;

namespace EpmRl.Retrieval.Training.Tests.Generative;

public sealed class CurriculumTests
{
    private static readonly GenerativeTrainingOptions Options = new() { Stage = GenerativeStage.Reinforcement, EasyShare = 0.5 };

    [Fact]
    public void Pairs_that_the_model_is_sure_and_right_about_are_dropped_but_for_a_share()
    {
        GenerativePair[] pairs = [.. Enumerable.Range(0, 8).Select(i => Pair(isSame: i % 2 == 0))];
        MeasuredAnswer[] answers =
        [
            Answer(0.6), Answer(0.99), // unsure; sure and wrong
            Answer(0.99), Answer(0.01), Answer(0.97), Answer(0.02), Answer(0.999), // sure and right
            Answer(0.01, isParsed: false),
        ];

        int[] chosen = Curriculum.Chosen(pairs, answers, Options);

        Assert.Superset(new HashSet<int> { 0, 1, 7 }, chosen.ToHashSet());
        Assert.Equal(5, chosen.Length);
        Assert.Equal(chosen.Order(), chosen);
    }

    [Fact]
    public void Where_none_is_hard_all_are_asked() =>
        Assert.Equal([0, 1], Curriculum.Chosen([Pair(true), Pair(true)], [Answer(0.99), Answer(0.99)], Options));

    private static MeasuredAnswer Answer(double same, bool isParsed = true) =>
        new("", 1, isParsed, 0, 0, true, same >= 0.5 ? MatchVerdict.Same : MatchVerdict.Different, same);

    private static GenerativePair Pair(bool isSame)
    {
        ShownListing shown = ShownListing.Of(new() { Id = "1", Title = "drill" }, MatchPrompt.Trained.Limits);
        return new GenerativePair(
            "all", new PairEvidence { Prompt = MatchPrompt.Trained, A = shown, B = shown, Aspects = [], Titles = TitleContrast.None },
            isSame, 0, true);
    }
}
