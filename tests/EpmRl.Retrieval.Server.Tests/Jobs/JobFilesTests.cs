using EpmRl.Retrieval.Server.Hosting;
using EpmRl.Retrieval.Server.Jobs;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Server.Tests.Jobs;

public sealed class JobFilesTests
{
    [Fact]
    public async Task A_job_deleted_while_its_chunks_are_deleted_leaves_no_folder()
    {
        using var scratch = new ScratchFolder();
        var files = new JobFiles(new ServerOptions { DataFolder = scratch.Path });
        for (int round = 0; round < 100; round++)
        {
            string job = $"job-{round}";
            files.Create(job);
            for (int chunk = 0; chunk < 20; chunk++)
            {
                await File.WriteAllTextAsync(files.ChunkOf(job, chunk), "");
            }

            using var start = new Barrier(2); // both at the same moment: a job ends, and somebody deletes it
            bool[] deleted = await Task.WhenAll(
                Task.Run(() => start.SignalAndWait(10_000) && files.Delete(job)),
                Task.Run(() => start.SignalAndWait(10_000) && files.DeleteChunks(job)));

            Assert.Equal([true, true], deleted);
            Assert.False(Directory.Exists(files.FolderOf(job)), $"round {round}");
        }
    }
}
