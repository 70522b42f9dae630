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
        Assert.Contains("Run: epmrl index build", result.Error);
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
        Assert.Equal(7, figures.GetArrayLength());
        Assert.All(figures.EnumerateArray(), figure => Assert.True(figure.GetProperty("mean_ms").GetDouble() > 0));
    }

    private Task<CliResult> RunAsync(params string[] args) => Cli.RunAsync([.. args, "--index", sample.Path, "--model", SampleIndex.Model]);
}
