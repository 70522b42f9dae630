using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Matching.Tests.Generative.Rewards;

public sealed class RewardOptionsTests
{
    [Fact]
    public void The_shipped_weights_are_those_of_the_design_and_reasons_weigh_less_than_the_label()
    {
        RewardOptions options = RewardOptions.Shipped;

        Assert.Equal(RewardParts.All.Order(), options.Weights.Keys.Order());
        double evidence = RewardParts.All.Where(RewardParts.IsEvidence).Sum(options.WeightOf);
        Assert.Equal(0.8, evidence, 9);
        Assert.True(evidence < options.WeightOf(RewardParts.Label));
        Assert.Equal((-0.5, 0.7, 72, 128), (options.Unparsed, options.Mixed, options.FreeTokens, options.LimitTokens));
    }

    [Fact]
    public void A_part_left_out_has_no_weight_and_any_change_changes_the_version()
    {
        using var folder = new ScratchFolder();

        RewardOptions one = RewardOptions.Load(folder.Write("a.yaml", "version: mine\nparts: {label: 1, length: 0.1}\n"));
        RewardOptions other = RewardOptions.Load(folder.Write("b.yaml", "version: mine\nparts: {label: 1, length: 0.2}\n"));

        Assert.Equal(["label", "length"], one.Weights.Keys);
        Assert.StartsWith("mine+", one.Version, StringComparison.Ordinal);
        Assert.NotEqual(one.Version, other.Version);
    }

    [Fact]
    public void A_bad_file_names_every_problem_with_its_line()
    {
        using var folder = new ScratchFolder();
        string path = folder.Write("bad.yaml", """
            version: "1"
            unparsed: 3
            parts:
              labl: 1
              cover: -1
            length: {free: 100, limit: 50}
            mixt: 0.5
            """);

        var refused = Assert.Throws<FileFormatException>(() => RewardOptions.Load(path));

        Assert.Equal([2, 3, 4, 5, 6, 7], refused.Problems.Select(problem => problem.Line).Distinct().Order());
        Assert.Contains("Closest: 'label'", refused.Message, StringComparison.Ordinal);
        Assert.Throws<FileFormatException>(() => RewardOptions.Load(folder["none.yaml"]));
    }
}
