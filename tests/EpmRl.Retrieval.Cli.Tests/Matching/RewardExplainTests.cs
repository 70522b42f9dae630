using System.Text.Json;
using EpmRl.Retrieval.Cli.Tests.Files;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Cli.Tests.Matching;

public sealed class RewardExplainTests : IDisposable
{
    private const string Left = """{"id": "a", "title": "Kovara PX2 portable SSD 1TB black"}""";
    private const string Right = """{"id": "b", "title": "Kovara PX2 portable SSD 2TB black"}""";

    private readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Every_part_is_printed_with_its_reason_and_the_parts_sum_to_the_total()
    {
        string answer = Answer("1TB", "2TB");

        CliResult people = await Cli.RunAsync(
            "reward", "explain", "--left", Left, "--right", Right, "--output-text", answer, "--label", "different",
            "--probabilities", "0.1", "0.8", "0.1", "--as-given");
        CliResult json = await Cli.RunAsync(
            "reward", "explain", "--left", Left, "--right", Right, "--output-text", answer, "--label", "different",
            "--probabilities", "0.1", "0.8", "0.1", "--json", "--as-given");

        Assert.Equal((0, 0), (people.ExitCode, json.ExitCode));
        Assert.Contains("variant-conflict", people.Output, StringComparison.Ordinal);
        JsonElement scored = JsonElement.Parse(json.Output);
        double total = scored.GetProperty("total").GetDouble();
        JsonElement[] parts = [.. scored.GetProperty("parts").EnumerateArray()];
        Assert.Equal(total, parts.Sum(part => part.GetProperty("contribution").GetDouble()), 9);
        Assert.Equal("variant", scored.GetProperty("truth").GetString()); // the evidence says so
        Assert.Equal(0.8 + (0.1 * 0.7), Part("label").GetProperty("value").GetDouble(), 9);
        Assert.Equal(1, Part("variant-conflict").GetProperty("value").GetDouble());
        Assert.Equal(1, Part("spans").GetProperty("value").GetDouble());
        Assert.Equal(JsonValueKind.Null, Part("symmetry").GetProperty("value").ValueKind);

        JsonElement Part(string name) => Assert.Single(parts, part => part.GetProperty("name").GetString() == name);
    }

    [Fact]
    public async Task An_answer_out_of_form_is_explained()
    {
        CliResult result = await Cli.RunAsync(
            "reward", "explain", "--left", Left, "--right", Right, "--output-text", folder.Write("a.txt", "They are different."));

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("does not follow the form", result.Output, StringComparison.Ordinal);
        Assert.Contains("-0.500", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--probabilities: expected three probabilities", "--probabilities", "0.5", "0.4", "0.4")]
    [InlineData("--a: no listing has the id 'z'", "--a", "z")]
    [InlineData("--twin-same: expected a probability", "--twin-same", "2")]
    public async Task What_does_not_fit_is_refused(string message, params string[] more)
    {
        CliResult result = await Cli.RunAsync(
            ["reward", "explain", "--left", Left, "--right", Right, "--output-text", Answer("1TB", "2TB"), .. more]);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    private string Answer(string left, string right) =>
        folder.Write("answer.txt", $"color: black | black | same\nstorage capacity: {left} | {right} | conflict\nverdict: variant\n");
}
