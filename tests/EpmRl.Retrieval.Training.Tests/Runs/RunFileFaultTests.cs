using EpmRl.Retrieval.TestKit;
using EpmRl.Retrieval.Training.Runs;

namespace EpmRl.Retrieval.Training.Tests.Runs;

/// <summary>The JSON files of a training run, with every wrong content: the message is ours, and names the file and what to do.</summary>
public sealed class RunFileFaultTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task An_identity_of_a_run_of_wrong_content_is_refused_in_our_words()
    {
        var identity = new RunIdentity { Data = "d", Taxonomy = "t", Base = "b", Parts = "all", Configuration = "c" };
        RunFolder.Open(scratch["run"], identity, "a: 1\n", resume: false).Dispose();
        string path = scratch["run/run.json"];

        await BrokenJson.IsRefusedInOurWordsAsync(path, File.ReadAllText(path), () =>
        {
            RunFolder.Open(scratch["run"], identity, "a: 1\n", resume: true).Dispose();
            return Task.CompletedTask;
        }, "Remove the folder and train again");
    }
}
