using System.Text.Json;
using EpmRl.Retrieval.Cli.Tests.Files;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Cli.Tests.Matching;

public sealed class MatchEvaluateTests : IDisposable
{
    private static readonly string Suite =
        TestPaths.InProject("tests", "EpmRl.Retrieval.Matching.Tests", "suites", "variants.jsonl");

    private readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_report_is_one_page_without_scripts_or_outside_files_and_shows_wrong_pairs_with_marks()
    {
        string cases = folder.Write("hard-cases.jsonl", string.Join('\n', File.ReadLines(Suite).Take(20)));

        CliResult result = await Cli.RunAsync(
            "match", "evaluate", "--data", WriteHardPairs(), "--cases", cases, "--report", folder["report.html"], "--band-budget", "0.5");

        Assert.True(result.ExitCode == 0, result.Error);
        string page = File.ReadAllText(folder["report.html"]);
        foreach (string expected in (string[])
            [
                "F1 at 1", "Precision against recall", "Do probabilities hold?", "Probabilities of both classes",
                "Products seen in training", "Quality against cost", "Doubt band for at most 50 %", "Wrong pairs", "false match",
                "<mark class=\"same\"", "hard-cases: 20 cases", "prefers-color-scheme: dark",
            ])
        {
            Assert.Contains(expected, page, StringComparison.Ordinal);
        }

        foreach (string outside in (string[])["<script", "http:", "https:", "<link", "url(", "@import", " src="])
        {
            Assert.DoesNotContain(outside, page, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
        Assert.DoesNotContain("∞", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Texts_of_listings_are_escaped_in_the_report()
    {
        string data = WriteHardPairs("<b>Lumen</b> & Co");

        CliResult result = await Cli.RunAsync("match", "evaluate", "--data", data, "--report", folder["report.html"]);

        Assert.True(result.ExitCode == 0, result.Error);
        string page = File.ReadAllText(folder["report.html"]);
        Assert.DoesNotContain("<b>Lumen", page, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_figures_are_printed_for_programs()
    {
        string data = WriteHardPairs();
        string second = folder.Write(
            "second.jsonl",
            string.Concat(Enumerable.Range(0, 12).Select(i =>
                $$"""{"a":"{{i}}","b":"{{i + 20}}","probability":0.1,"verdict":"different","model":"other"}""" + "\n")));

        CliResult result = await Cli.RunAsync(
            "match", "evaluate", "--data", data, "--generative-decisions", second, "--band-precision", "1", "--by-category", "--json");

        Assert.True(result.ExitCode == 0, result.Error);
        JsonElement root = JsonElement.Parse(result.Output), set = root.GetProperty("pairs")[0];
        Assert.Equal((36, 24), (set.GetProperty("pairs").GetInt32(), set.GetProperty("matches").GetInt32()));
        Assert.True(set.GetProperty("precision").GetDouble() < 1);
        Assert.InRange(set.GetProperty("f1").GetDouble(), set.GetProperty("f1_interval")[0].GetDouble(),
            set.GetProperty("f1_interval")[1].GetDouble());
        Assert.True(set.GetProperty("f1_at_others_per_match").GetProperty("8").GetDouble()
            < set.GetProperty("f1_at_others_per_match").GetProperty("4").GetDouble());
        Assert.Equal((24, 12), (set.GetProperty("seen").GetProperty("pairs").GetInt32(),
            set.GetProperty("unseen").GetProperty("pairs").GetInt32()));
        Assert.Contains(set.GetProperty("errors").EnumerateArray(), error => error.GetProperty("kind").GetString() == "false");
        Assert.Equal(1, set.GetProperty("categories").GetArrayLength());

        // The second matcher is right about every pair that it decided: all that the first called wrongly.
        JsonElement cascade = set.GetProperty("cascade"), all = cascade.GetProperty("points").EnumerateArray().Last();
        Assert.Equal(12, cascade.GetProperty("decided").GetInt32());
        Assert.Equal((1.0, 1.0), (all.GetProperty("share").GetDouble(), all.GetProperty("precision").GetDouble()));

        JsonElement band = root.GetProperty("band");
        Assert.True(band.GetProperty("low").GetDouble() <= band.GetProperty("high").GetDouble());
        Assert.InRange(band.GetProperty("sent").GetInt32(), 1, 36);
    }

    [Fact]
    public async Task A_band_is_printed_as_match_decide_takes_it()
    {
        CliResult result = await Cli.RunAsync("match", "evaluate", "--data", WriteHardPairs(), "--band-precision", "1");

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("Use it with: match decide --band 0", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--band-precision and --band-budget", "--data", "x", "--band-precision", "0.9", "--band-budget", "0.1")]
    [InlineData("--data", "--cases", "x", "--band-budget", "0.1")]
    [InlineData("above 0 and at most 1", "--data", "x", "--band-precision", "98")]
    [InlineData("one folder", "--data", "x", "--data", "y", "--generative-decisions", "z")]
    [InlineData("Nothing to measure", "--json")]
    public async Task Options_that_do_not_fit_together_are_refused(string message, params string[] options)
    {
        CliResult result = await Cli.RunAsync(["match", "evaluate", .. options]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_cannot_replace_the_labels_that_it_is_made_of()
    {
        string data = WriteHardPairs(), labels = Path.Combine(data, "valid.csv"), before = File.ReadAllText(labels);

        CliResult result = await Cli.RunAsync("match", "evaluate", "--data", data, "--report", labels);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("--report", result.Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(labels));
    }

    [Fact]
    public async Task Speed_is_measured_alone_and_within_catalogues_by_one_caller_and_by_two()
    {
        CliResult result = await Cli.RunAsync("bench", "matching", "--count", "20", "--rounds", "1", "--json");

        Assert.True(result.ExitCode == 0, result.Error);
        JsonElement[] rates = [.. JsonElement.Parse(result.Output).GetProperty("rates").EnumerateArray()];
        Assert.Equal(9, rates.Length); // preparing, and four kinds of work by one caller and by two
        Assert.All(rates, rate => Assert.True(rate.GetProperty("median_per_second").GetDouble() > 0));
        Assert.Equal([1, 2], rates.Skip(1).Select(rate => rate.GetProperty("threads").GetInt32()).Distinct());
    }

    [Fact]
    public async Task Speed_needs_pairs_with_its_listings()
    {
        CliResult result = await Cli.RunAsync("bench", "matching", "--left", "x.csv");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("--pairs", result.Error, StringComparison.Ordinal);
    }

    // Two shops: 24 lamps with the same titles, and 12 pairs of equal titles that are labelled as different products.
    private string WriteHardPairs(string brand = "Lumen")
    {
        const int Count = 24, Wrong = 12;
        string[] lamps = [.. Enumerable.Range(0, Count)
            .Select(i => $"{brand} desk lamp LX-{1000 + (i * 37)} {(i % 2 == 0 ? "black" : "white")}")];
        string left = Path.GetDirectoryName(folder.Write("pairs/tableA.csv", Table(lamps)))!;
        folder.Write("pairs/tableB.csv", Table([.. lamps[..20], .. lamps[..Wrong], .. lamps[20..]]));
        folder.Write("pairs/train.csv", "ltable_id,rtable_id,label\n" + Lines(Enumerable.Range(0, Wrong), i => $"{i},{i},1"));
        folder.Write(
            "pairs/valid.csv",
            "ltable_id,rtable_id,label\n" + Lines(Enumerable.Range(0, Count), i => $"{i},{(i < 20 ? i : i + Wrong)},1")
                + Lines(Enumerable.Range(0, Wrong), i => $"{i},{i + 20},0"));
        return left;

        static string Table(string[] rows) => "id,title\n" + Lines(Enumerable.Range(0, rows.Length), i => $"{i},{rows[i]}");

        static string Lines(IEnumerable<int> numbers, Func<int, string> line) => string.Concat(numbers.Select(i => line(i) + "\n"));
    }
}
