using System.Text.Json;
using EpmRl.Retrieval.Cli.Tests.Files;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Cli.Tests.Matching;

public sealed class MatchDecideTests : IDisposable
{
    private static readonly string Ours = TestPaths.InProject("samples", "matching", "ours.csv");
    private static readonly string Theirs = TestPaths.InProject("samples", "matching", "theirs.csv");
    private static readonly string Pairs = TestPaths.InProject("samples", "matching", "pairs.csv");

    private readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Each_pair_gets_one_line_in_order_with_verdict_probability_and_reasons()
    {
        CliResult result = await Cli.RunAsync("match", "decide", "--left", Ours, "--right", Theirs, "--pairs", Pairs, "--quiet");

        Assert.Equal(0, result.ExitCode);
        JsonElement[] lines = [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];
        string[] expected = [.. File.ReadLines(Pairs).Skip(1)];
        Assert.Equal(expected, lines.Select(line => $"{line.GetProperty("a")},{line.GetProperty("b")}"));
        Assert.All(lines, line =>
        {
            Assert.Contains(line.GetProperty("verdict").GetString(), (string[])["same", "variant", "different", "unsure"]);
            Assert.InRange(line.GetProperty("probability").GetDouble(), 0, 1);
            Assert.Equal(JsonValueKind.Null, line.GetProperty("prompt_version").ValueKind);
        });
        JsonElement white = Assert.Single(lines, line => line.GetProperty("b").GetString() == "t4");
        Assert.NotEqual("same", white.GetProperty("verdict").GetString());
        JsonElement color = Assert.Single(
            white.GetProperty("reasons").EnumerateArray(), reason => reason.GetProperty("aspect").GetString() == "color");
        Assert.Equal(("conflict", "Black", "White"),
            (color.GetProperty("relation").GetString(), color.GetProperty("a").GetString(), color.GetProperty("b").GetString()));
        Assert.Equal("title", color.GetProperty("span_a").GetProperty("field").GetString());
    }

    [Fact]
    public async Task A_pair_of_an_unknown_listing_is_reported_and_the_others_are_decided()
    {
        string pairs = folder.Write("pairs.csv", "ltable_id,rtable_id\no1,t1\no1,nobody\n");

        CliResult result = await Cli.RunAsync("match", "decide", "--left", Ours, "--right", Theirs, "--pairs", pairs, "--quiet");

        Assert.Equal(3, result.ExitCode);
        Assert.Single(result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("pairs.csv:3: field 'rtable_id': There is no listing 'nobody'.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_pairs_without_its_columns_is_refused()
    {
        string pairs = folder.Write("pairs.csv", "first,second\no1,t1\n");

        CliResult result = await Cli.RunAsync("match", "decide", "--left", Ours, "--right", Theirs, "--pairs", pairs);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("expected ltable_id and rtable_id", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_a_matcher_is_refused()
    {
        CliResult result = await Cli.RunAsync(
            "match", "decide", "--left", Ours, "--right", Theirs, "--pairs", Pairs, "--model", folder.Path);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("matcher.json", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pair_is_explained_on_the_terminal_and_as_a_page()
    {
        CliResult result = await Cli.RunAsync(
            "match", "explain", "--left", Ours, "--right", Theirs, "--a", "o2", "--b", "t4", "--html", folder["pair.html"]);

        Assert.Equal(0, result.ExitCode);
        string page = File.ReadAllText(folder["pair.html"]);
        Assert.Contains("<mark class=\"conflict\" title=\"color\">black</mark>", page, StringComparison.Ordinal);
        Assert.Contains("<mark class=\"conflict\" title=\"color\">white</mark>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trained_matcher_decides_and_is_measured()
    {
        string data = WritingCommand.WriteLabelledPairs(folder);

        CliResult trained = await Cli.RunAsync("train", "matcher", "--data", data, "--out", folder["model"], "--json");
        CliResult measured = await Cli.RunAsync("match", "evaluate", "--data", data, "--model", folder["model"], "--json");

        Assert.Equal((0, 0), (trained.ExitCode, measured.ExitCode));
        JsonElement figures = JsonElement.Parse(measured.Output).GetProperty("pairs")[0];
        Assert.Equal((4, 2, 1.0), (figures.GetProperty("pairs").GetInt32(), figures.GetProperty("matches").GetInt32(),
            figures.GetProperty("others_per_match").GetDouble()));
        Assert.Equal(1, figures.GetProperty("f1").GetDouble());
    }
}
