using EpmRl.Retrieval.Evaluation;
using static EpmRl.Retrieval.Tests.Evaluation.Labelled;

namespace EpmRl.Retrieval.Tests.Evaluation;

public sealed class ChannelReportTests
{
    private static readonly Dictionary<string, IReadOnlyList<string>> NoSubsets = [];

    [Fact]
    public void Seen_explicit_and_shop_lines_count_their_pairs_alone()
    {
        PairResult[] pairs =
        [
            Pair(PairOutcome.Right) with { Explicit = true, Seen = true, GroupSeen = true },
            Pair(PairOutcome.Wrong) with { Seen = true, GroupSeen = false },
            Pair(PairOutcome.Missed) with { Seen = false, GroupSeen = false },
            Pair(PairOutcome.Invented) with { GroupSeen = false },
        ];

        ChannelReport report = ChannelReports.Of(new ChannelPairs("combined", [pairs]), NoSubsets, 1);

        Assert.Equal(
            [
                ("explicit value", new F1Counts(1, 0, 0, 0, 0)),
                ("implicit value", new F1Counts(0, 1, 0, 1, 0)),
                ("value seen in training", new F1Counts(1, 1, 0, 0, 0)),
                ("value never seen", new F1Counts(0, 0, 0, 1, 0)),
                ("shop seen in training", new F1Counts(1, 0, 0, 0, 0)),
                ("shop never seen", new F1Counts(0, 1, 1, 1, 0)),
            ],
            report.BySupport.Select(line => (line.Name, line.Counts)));
    }

    [Fact]
    public void Without_training_nothing_is_said_of_seen_and_never_seen()
    {
        ChannelReport report = ChannelReports.Of(new ChannelPairs("combined", [[Pair(PairOutcome.Right)]]), NoSubsets, 1);

        Assert.Equal(["implicit value"], report.BySupport.Select(line => line.Name));
    }

    [Fact]
    public void Several_seeds_give_their_mean_and_sample_deviation_and_the_counts_of_the_first()
    {
        PairResult right = Pair(PairOutcome.Right);
        PairResult missed = Pair(PairOutcome.Missed);

        ChannelReport report = ChannelReports.Of(
            new ChannelPairs("combined", [[right, right], [right, missed], [missed, missed]]), NoSubsets, 1);

        FigureLine all = report.Subsets[0];
        Assert.Equal((1 + (2.0 / 3) + 0) / 3, all.F1, 12);
        Assert.Equal(0.50918, all.Seeds!.F1Deviation, 5); // of 1, 2/3 and 0, by n - 1
        Assert.Equal(0.5, all.Recall, 12);
        Assert.Equal(2, all.Counts.Right);
        Assert.All(report.ByAttribute, line => Assert.Equal(3, line.Seeds!.Runs));
    }
}
