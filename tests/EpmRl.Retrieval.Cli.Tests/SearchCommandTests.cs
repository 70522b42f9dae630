using System.Text.Json;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Cli.Tests;

/// <summary>The index commands with the shipped encoder, from the command line alone.</summary>
[Collection(nameof(SampleIndex))]
public sealed class SearchCommandTests(SampleIndex sample)
{
    [Fact]
    public async Task Search_finds_values_by_spelling_and_meaning()
    {
        CliResult result = await RunAsync("search", "navy blue", "--limit", "5", "--json");

        Assert.True(result.ExitCode == ExitCodes.Ok, result.Error);
        JsonElement json = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal("navy blue", json.GetProperty("query").GetString());
        Assert.Equal(5, json.GetProperty("results").GetArrayLength());
        Assert.Contains(json.GetProperty("results").EnumerateArray(), hit => hit.GetProperty("attribute").GetString() == "Color");
    }

    [Fact]
    public async Task An_unknown_attribute_is_a_usage_error_that_names_the_closest()
    {
        CliResult result = await RunAsync("search", "blue", "--attribute", "Colr");

        Assert.Equal(ExitCodes.Usage, result.ExitCode);
        Assert.Contains("Unknown attribute 'Colr'. Closest: 'Color'.", result.Error);
    }

    [Fact]
    public async Task Another_precision_than_the_index_was_built_with_is_a_mismatch_that_names_both()
    {
        CliResult result = await RunAsync("search", "blue", "--precision", "fp32");

        Assert.Equal(ExitCodes.Mismatch, result.ExitCode);
        Assert.Contains("int8", result.Error);
        Assert.Contains("fp32", result.Error);
        Assert.Contains("epmrl index build", result.Error);
    }

    [Fact]
    public async Task Evaluate_search_states_recall_and_names_queries_that_expect_nothing_there_is()
    {
        using var folder = new ScratchFolder();
        string queries = folder.Write("queries.jsonl", """
            {"query": "Blue", "expected": ["color/blue"]}
            {"query": "Blue", "expected": ["color/mauve"]}
            """);

        CliResult result = await RunAsync("evaluate", "search", "--queries", queries, "--json");

        Assert.Equal(ExitCodes.BadRows, result.ExitCode);
        Assert.Contains($"{queries}:2: expects 'color/mauve'", result.Error, StringComparison.Ordinal);
        JsonElement all = JsonDocument.Parse(result.Output).RootElement.GetProperty("spelling_and_meaning")[0];
        Assert.Equal((1, 1.0), (all.GetProperty("queries").GetInt32(), all.GetProperty("recall_at1").GetDouble()));
    }

    [Fact]
    public async Task Bench_index_times_opening_scoring_and_searching()
    {
        CliResult result = await Cli.RunAsync("bench", "index", "--index", sample.Path, "--json");

        Assert.True(result.ExitCode == ExitCodes.Ok, result.Error);
        JsonElement figures = JsonDocument.Parse(result.Output).RootElement.GetProperty("figures");
        Assert.Equal(8, figures.GetArrayLength());
        Assert.All(figures.EnumerateArray(), figure => Assert.True(figure.GetProperty("mean_ms").GetDouble() > 0));
    }

    [Fact]
    public async Task Bench_index_builds_what_a_seed_says_and_states_the_recall_of_every_answer()
    {
        using var folder = new ScratchFolder();
        string[] arguments =
            ["bench", "index", "--index", folder["generated"], "--generate", "30/95/70000", "--vectors", "int8", "--count", "12", "--json"];

        CliResult result = await Cli.RunAsync(arguments);
        CliResult again = await Cli.RunAsync(arguments);

        Assert.True(result.ExitCode == ExitCodes.Ok, result.Error);
        Assert.Contains("70,125 vectors (int8", result.Output); // 70,000 values, 95 null values, 30 categories
        Assert.Contains("Nothing changed", again.Output);
        JsonElement figures =
            JsonDocument.Parse(result.Output[result.Output.IndexOf('{', StringComparison.Ordinal)..]).RootElement.GetProperty("figures");
        JsonElement search =
            Assert.Single(figures.EnumerateArray(), figure => figure.GetProperty("what").GetString() == "search all values");
        Assert.InRange(search.GetProperty("recall_at_10").GetDouble(), 0.99, 1);
    }

    [Fact]
    public async Task A_typing_error_is_explained_and_pages_follow_each_other()
    {
        CliResult explained = await RunAsync("search", "navy blu", "--explain", "--facets");
        JsonElement first = JsonDocument.Parse((await RunAsync("search", "grey", "--limit", "2", "--json")).Output).RootElement;
        string cursor = first.GetProperty("next_cursor").GetString()!;
        JsonElement second =
            JsonDocument.Parse((await RunAsync("search", "grey", "--limit", "2", "--cursor", cursor, "--json")).Output).RootElement;
        CliResult refused = await RunAsync("search", "gray", "--cursor", cursor);

        Assert.Contains("score    1 − (1 − ", explained.Output);
        Assert.Contains("By attribute:", explained.Output);
        Assert.Equal([3, 4], second.GetProperty("results").EnumerateArray().Select(hit => hit.GetProperty("rank").GetInt32()));
        Assert.Equal(ExitCodes.Usage, refused.ExitCode);
        Assert.Contains("The cursor belongs to another query", refused.Error);
    }

    private Task<CliResult> RunAsync(params string[] args) => Cli.RunAsync([.. args, "--index", sample.Path, "--model", SampleIndex.Model]);
}
