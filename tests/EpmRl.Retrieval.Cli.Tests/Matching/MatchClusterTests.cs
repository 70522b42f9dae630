using System.Text.Json;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Cli.Tests.Matching;

public sealed class MatchClusterTests : IDisposable
{
    private const string Offers = "id,name,brand,price\n1,Norvik desk lamp,Norvik,20\n2,Norvik lamp,NORVIK,25\n"
        + "3,Corner sofa grey,Sofex,300\n4,Corner sofa,Sofex,280\n";

    private const string Pairs = """
        {"a":"1","b":"2","verdict":"same","probability":0.9,"reasons":[]}
        {"a":"3","b":"4","verdict":"unsure","probability":0.45,"reasons":[{"aspect":"color","a":"grey","b":null,"relation":"one_sided"}]}

        """;

    private readonly ScratchFolder scratch = new();
    private readonly string offers;
    private readonly string pairs;

    public MatchClusterTests() => (offers, pairs) = (scratch.Write("offers.csv", Offers), scratch.Write("pairs.jsonl", Pairs));

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Every_listing_gets_its_cluster_in_the_order_of_the_input()
    {
        CliResult result = await Cli.RunAsync("match", "cluster", "--input", offers, "--pairs", pairs);

        Assert.Equal(ExitCodes.Ok, result.ExitCode);
        Assert.Equal(
            "{\"id\":\"1\",\"cluster\":\"p1\"}\n{\"id\":\"2\",\"cluster\":\"p1\"}\n"
                + "{\"id\":\"3\",\"cluster\":\"p2\"}\n{\"id\":\"4\",\"cluster\":\"p3\"}\n",
            result.Output);
    }

    [Fact]
    public async Task A_persons_decision_wins_in_the_next_run_and_the_merge_is_an_event()
    {
        string state = scratch["state"], review = scratch["review.csv"], events = scratch["events.jsonl"];
        await Cli.RunAsync("match", "cluster", "-i", offers, "--pairs", pairs, "--state", state, "-o", scratch["first.jsonl"]);
        await Cli.RunAsync("match", "review", "export", "--pairs", pairs, "--left", offers, "--count", "1", "-o", review);
        await File.WriteAllTextAsync(
            review, (await File.ReadAllTextAsync(review)).Replace(",,,,\n", ",same,ann,2026-03-01,\n", StringComparison.Ordinal));
        CliResult imported = await Cli.RunAsync(
            "match", "review", "import", "--decisions", review, "--state", state, "--as-pairs", scratch["labels.csv"]);

        CliResult second = await Cli.RunAsync("match", "cluster", "-i", offers, "--pairs", pairs, "--state", state, "--events", events);

        Assert.Equal((ExitCodes.Ok, ExitCodes.Ok), (imported.ExitCode, second.ExitCode));
        Assert.Equal("ltable_id,rtable_id,label\n3,4,1\n", await File.ReadAllTextAsync(scratch["labels.csv"]));
        Assert.Contains("{\"id\":\"4\",\"cluster\":\"p2\"}", second.Output, StringComparison.Ordinal);
        Assert.Equal("{\"event\":\"merge\",\"into\":\"p2\",\"from\":[\"p3\"],\"listings\":1}\n", await File.ReadAllTextAsync(events));
    }

    [Fact]
    public async Task A_bad_line_is_reported_and_the_others_are_used()
    {
        string bad = scratch.Write("bad.jsonl", "{\"a\":\"1\"}\n" + Pairs);

        CliResult result = await Cli.RunAsync("match", "cluster", "-i", offers, "--pairs", bad);

        Assert.Equal(ExitCodes.BadRows, result.ExitCode);
        Assert.Contains($"{bad}:1: 'probability' is missing", result.Error, StringComparison.Ordinal);
        Assert.Contains("{\"id\":\"2\",\"cluster\":\"p1\"}", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cluster_above_the_size_limit_is_sent_to_review()
    {
        string report = scratch["report.json"];

        CliResult result = await Cli.RunAsync("match", "cluster", "-i", offers, "--pairs", pairs, "--max-size", "1", "--report", report);

        Assert.StartsWith(
            "{\"id\":\"1\",\"cluster\":null,\"review\":\"cluster p1 has 2 listings, more than 1\"}", result.Output,
            StringComparison.Ordinal);
        using JsonDocument read = JsonDocument.Parse(await File.ReadAllTextAsync(report));
        Assert.Equal(1, read.RootElement.GetProperty("figures").GetProperty("oversized").GetInt32());
    }

    [Fact]
    public async Task Two_lists_with_the_same_ids_are_linked_one_to_one()
    {
        string right = scratch.Write("right.csv", "id,name\n1,Desk lamp by Norvik\n2,Other lamp\n");
        string links = scratch.Write("links.jsonl",
            "{\"a\":\"1\",\"b\":\"1\",\"probability\":0.9}\n{\"a\":\"1\",\"b\":\"2\",\"probability\":0.8}\n"
                + "{\"a\":\"2\",\"b\":\"1\",\"probability\":0.85}\n");

        CliResult result = await Cli.RunAsync("match", "cluster", "-i", offers, "--right", right, "--pairs", links, "--one-to-one");

        // The greatest total is 1–2 and 2–1, not the best pair alone.
        Assert.Contains("{\"id\":\"2\",\"cluster\":\"p2\",\"side\":\"left\"}", result.Output, StringComparison.Ordinal);
        Assert.Contains(
            "{\"id\":\"1\",\"cluster\":\"p2\",\"side\":\"right\"}\n{\"id\":\"2\",\"cluster\":\"p1\",\"side\":\"right\"}", result.Output,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--threshold", "2", "threshold")]
    [InlineData("--category-threshold", "phones", "--category-threshold")]
    [InlineData("--one-to-one", "--quiet", "--right")]
    public async Task A_wrong_option_is_refused_by_name(string option, string value, string expected)
    {
        CliResult result = await Cli.RunAsync("match", "cluster", "-i", offers, "--pairs", pairs, option, value);

        Assert.Equal(ExitCodes.Usage, result.ExitCode);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }
}
