using System.Text.Json;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Cli.Tests.Evaluation;

public sealed class EvaluateReadingTests
{
    private static readonly string[] Cases =
    [
        Case("1a", "negation", "Backpack with rain cover", "Features", "Rain cover", "1"),
        Case("1b", "negation", "Backpack without rain cover", "Features", null, "1"),
        Case("2a", "idiom", "Red backpack", "Color", "Red", "2"),
        Case("2b", "idiom", "Backpack in stock", "Color", "Blue", "2"),
    ];

    [Fact]
    public async Task Twins_are_reported_by_kind_and_by_language_with_their_interval()
    {
        CliResult result = await RunAsync(Cases, "--json");

        Assert.Equal(0, result.ExitCode);
        JsonElement twins = JsonDocument.Parse(result.Output).RootElement.GetProperty("twins");
        JsonElement all = twins.GetProperty("all");
        Assert.Equal((2, 1), (all.GetProperty("twins").GetInt32(), all.GetProperty("both_right").GetInt32()));
        Assert.Equal(0.0945, all.GetProperty("low").GetDouble(), 4);
        Assert.Equal(0.9055, all.GetProperty("high").GetDouble(), 4);
        Assert.Equal(
            ["idiom:0", "negation:1"],
            twins.GetProperty("kinds").EnumerateArray().Select(kind => $"{kind.GetProperty("name")}:{kind.GetProperty("both_right")}"));
        Assert.Equal(2, Assert.Single(twins.GetProperty("languages").EnumerateArray()).GetProperty("twins").GetInt32());
    }

    [Fact]
    public async Task Cases_without_twins_have_no_table_of_twins()
    {
        CliResult with = await RunAsync(Cases), without = await RunAsync([Case("3", "idiom", "Red backpack", "Color", "Red", null)]);

        Assert.Contains("both right", with.Output + with.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("both right", without.Output + without.Error, StringComparison.Ordinal);
    }

    private static async Task<CliResult> RunAsync(string[] cases, params string[] options)
    {
        using var folder = new ScratchFolder();
        string file = folder.Write("cases.jsonl", string.Join('\n', cases));
        return await Cli.RunAsync(
        [
            "evaluate", "reading", "--cases", file, "--taxonomy", TestPaths.InProject("taxonomy", "sample"), "--channels", "mentions",
            .. options,
        ]);
    }

    private static string Case(string id, string kind, string title, string attribute, string? expect, string? twin) =>
        JsonSerializer.Serialize(new { id, kind, language = "en", category = "backpacks", title, attribute, expect, twin });
}
