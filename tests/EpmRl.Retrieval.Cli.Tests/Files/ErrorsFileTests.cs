using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Cli.Tests.Files;

/// <summary><c>--errors</c> replaces and removes lists of bad rows, and nothing else.</summary>
[Collection(nameof(SampleIndex))]
public sealed class ErrorsFileTests(SampleIndex index) : IDisposable
{
    private readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("tag", "{\"id\":\"a\",\"title\":\"my own listings\"}\n")]
    [InlineData("tag", "{\"file\":\"a\",\"size\":3}\n")]
    [InlineData("tag", "notes\n")]
    [InlineData("embed", "notes\n")]
    public async Task A_file_of_something_else_is_refused_and_stays(string command, string content)
    {
        string notes = folder.Write("notes.txt", content);

        CliResult refused = await RunAsync(command, "--errors", notes);

        Assert.True(refused.ExitCode == 2, $"{refused.ExitCode}: {refused.Error}");
        Assert.Contains($"--errors: '{notes}' exists and is not a list of bad rows", refused.Error, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllText(notes));
        Assert.False(File.Exists(folder["out.jsonl"]));
    }

    [Theory]
    [InlineData("tag")]
    [InlineData("embed")]
    public async Task A_list_of_an_earlier_run_goes_when_no_row_is_bad_and_an_empty_file_stays(string command)
    {
        string list = folder.Write("list.jsonl", """{"file":"feed.jsonl","line":7,"field":null,"message":"x","row":"y"}""" + "\n");
        string empty = folder.Write("empty", "");

        CliResult first = await RunAsync(command, "--errors", list);
        CliResult second = await RunAsync(command, "--errors", empty);

        Assert.True((first.ExitCode, second.ExitCode) == (0, 0), first.Error + second.Error);
        Assert.False(File.Exists(list));
        Assert.True(File.Exists(empty));
    }

    private Task<CliResult> RunAsync(string command, params string[] more) => Cli.RunAsync(command == "tag"
        ?
        [
            "tag", "--index", index.Path, "--model", SampleIndex.Model, "--input", SampleIndex.Listings, "--limit", "2",
            "--output", folder["out.jsonl"], .. more,
        ]
        :
        [
            "embed", "--model", SampleIndex.Model, "--input", folder.Write("texts.jsonl", "{\"id\":1,\"text\":\"red\"}\n"),
            "--output", folder["out.jsonl"], .. more,
        ]);
}
