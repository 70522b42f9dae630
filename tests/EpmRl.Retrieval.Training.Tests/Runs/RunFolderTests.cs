using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.TestKit;
using EpmRl.Retrieval.Training.Runs;

namespace EpmRl.Retrieval.Training.Tests.Runs;

public sealed class RunFolderTests : IDisposable
{
    private static readonly RunIdentity Identity = new() { Data = "d", Taxonomy = "t", Base = "b", Parts = "all", Configuration = "c" };

    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void A_run_starts_with_its_configuration_and_is_resumed()
    {
        using (RunFolder begun = Open(resume: false))
        {
            Assert.False(begun.Resumed);
            Assert.Equal("a: 1\n", File.ReadAllText(begun["train.yaml"]));
        }

        using RunFolder resumed = Open(resume: true);
        Assert.True(resumed.Resumed);
    }

    [Fact]
    public void A_run_that_is_there_is_not_started_again()
    {
        Open(resume: false).Dispose();

        Assert.Contains("Resume it", Assert.Throws<RunFolderException>(() => Open(resume: false)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_of_something_else_is_refused_by_what_differs()
    {
        Open(resume: false).Dispose();

        string message =
            Assert.Throws<RunFolderException>(() => Open(resume: true, Identity with { Data = "x", Configuration = "y" })).Message;

        Assert.Contains("the labelled listings, the configuration changed since", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_with_other_files_and_one_in_use_are_refused()
    {
        scratch.Write("other/notes.txt", "mine");
        Assert.Contains("is not a training run", Assert.Throws<RunFolderException>(() =>
            RunFolder.Open(scratch["other"], Identity, "", resume: true)).Message, StringComparison.Ordinal);

        using RunFolder begun = Open(resume: false);
        Assert.Contains(
            "is being written by process", Assert.Throws<InUseException>(() => Open(resume: true)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_run_is_reported()
    {
        scratch.Write("run/run.json", "{");

        Assert.Contains(
            "it ends in the middle of the JSON", Assert.Throws<RunFolderException>(() => Open(resume: true)).Message,
            StringComparison.Ordinal);
    }

    private RunFolder Open(bool resume, RunIdentity? identity = null) =>
        RunFolder.Open(scratch["run"], identity ?? Identity, "a: 1\n", resume);
}
