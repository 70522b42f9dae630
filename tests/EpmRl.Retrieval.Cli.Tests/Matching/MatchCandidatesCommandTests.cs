using System.Text.Json;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Cli.Tests;

/// <summary><c>epmrl match candidates</c> without an encoder; the search itself is tested with the library.</summary>
public sealed class MatchCandidatesCommandTests : IDisposable
{
    private readonly ScratchFolder folder = new();
    private readonly string left;
    private readonly string right;

    public MatchCandidatesCommandTests()
    {
        left = folder.Write("left.csv", "id,title\na1,acme lamp XK-4477 red\na2,oak table large\n");
        right = folder.Write("right.csv", "id,title\nb1,large oak tables\nb2,acme lamp xk4477\nb3,garden hose\n");
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Pairs_are_lines_by_the_first_listing_best_first()
    {
        CliResult result = await RunAsync("--left", left, "--right", right);

        Assert.True(result.ExitCode == ExitCodes.Ok, result.Error);
        JsonElement[] lines = [.. Lines(result.Output)];
        Assert.Equal(("a1", "b2"), (lines[0].GetProperty("a").GetString(), lines[0].GetProperty("b").GetString()));
        Assert.Equal(["characters", "model", "words"], lines[0].GetProperty("by").EnumerateArray().Select(by => by.GetString()));
        Assert.InRange(lines[0].GetProperty("score").GetDouble(), 0.3, 1);
        Assert.Contains(lines, line => line.GetProperty("a").GetString() == "a2" && line.GetProperty("b").GetString() == "b1");
    }

    [Fact]
    public async Task Truth_gives_recall_and_the_missed_pairs_with_their_titles()
    {
        string truth = folder.Write("truth.csv", "ltable_id,rtable_id,label\na1,b2,1\na1,b3,1\na2,b1,0\n");
        string pairs = folder["pairs.jsonl"], missed = folder["missed.jsonl"];

        CliResult result = await RunAsync(
            "--left", left, "--right", right, "--most", "1", "--truth", truth, "--misses", missed, "--output", pairs, "--json");

        Assert.True(result.ExitCode == ExitCodes.Ok, result.Error);
        JsonElement figures = JsonDocument.Parse(result.Output).RootElement.GetProperty("truth");
        Assert.Equal((2, 1, 0.5), (figures.GetProperty("pairs").GetInt32(), figures.GetProperty("missed").GetInt32(),
            figures.GetProperty("recall").GetDouble()));
        Assert.Equal(0.5, figures.GetProperty("at").GetProperty("union").GetProperty("1").GetDouble());
        JsonElement miss = Assert.Single(Lines(await File.ReadAllTextAsync(missed, TestContext.Current.CancellationToken)));
        Assert.Equal("garden hose", miss.GetProperty("title_b").GetString());
    }

    [Fact]
    public async Task A_row_without_a_text_is_reported_and_the_others_are_searched()
    {
        string feed = folder.Write("feed.csv", "id,title\n1,oak table\n2,\n3,oak tables\n");

        CliResult result = await RunAsync("--left", feed);

        Assert.Equal(ExitCodes.BadRows, result.ExitCode);
        Assert.Contains("feed.csv:3", result.Error);
        Assert.Single(Lines(result.Output));
    }

    [Theory]
    [InlineData("--json")]
    [InlineData("--misses", "missed.jsonl")]
    [InlineData("--top", "0")]
    [InlineData("--max-key", "1")]
    public async Task Options_that_cannot_be_met_are_usage_errors(params string[] options)
    {
        CliResult result = await RunAsync(["--left", left, .. options]);

        Assert.Equal(ExitCodes.Usage, result.ExitCode);
        Assert.Contains(options[0], result.Error);
        Assert.Empty(result.Output);
    }

    private static Task<CliResult> RunAsync(params string[] options) => Cli.RunAsync(["match", "candidates", "--no-dense", .. options]);

    private static IEnumerable<JsonElement> Lines(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement);
}
