using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Server.Hosting;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Server.Jobs;

/// <summary>Puts the chunks of a job together, in the order of the input. Done twice, it gives the same files.</summary>
internal sealed class JobResult(JobFiles files, EngineHost engines)
{
    /// <summary>Writes the result and the bad rows; each appears complete or not at all.</summary>
    /// <returns>Chunks whose files are missing, and then nothing is written; empty when all were there.</returns>
    public async Task<IReadOnlyList<int>> WriteAsync(JobRow job, CancellationToken cancellationToken)
    {
        JobSettings settings = JobSettings.Parse(job.Settings);
        int chunks = job.Chunks ?? 0;
        int[] missing = [.. Enumerable.Range(0, chunks)
            .Where(number => !File.Exists(files.ChunkOf(job.Id, number)) || !File.Exists(files.ChunkErrorsOf(job.Id, number)))];
        if (missing.Length > 0)
        {
            return missing;
        }

        await ConcatenateAsync(files.ErrorsOf(job.Id), number => files.ChunkErrorsOf(job.Id, number), chunks, cancellationToken);
        string path = files.ResultOf(job.Id, settings.Output);
        await (settings.Output == JobOutput.Jsonl
            ? ConcatenateAsync(path, number => files.ChunkOf(job.Id, number), chunks, cancellationToken)
            : TableAsync(path, job, settings, cancellationToken));
        return [];
    }

    private static Task ConcatenateAsync(string path, Func<int, string> chunkOf, int chunks, CancellationToken cancellationToken) =>
        AtomicFile.WriteAsync(path, async output =>
        {
            for (int i = 0; i < chunks; i++)
            {
                await using var chunk = new FileStream(chunkOf(i), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
                await chunk.CopyToAsync(output, cancellationToken);
            }
        });

    private async Task TableAsync(string path, JobRow job, JobSettings settings, CancellationToken cancellationToken)
    {
        using EngineLease lease = engines.Acquire();
        using IndexLease index = await lease.Catalog(job.Catalog).Indexes.AcquireAsync(cancellationToken);
        var options = new TagFileOptions { Layout = settings.Layout, MinProbability = settings.MinProbability ?? 0 };
        await using ITagFile table = await TagFiles.CreateAsync(path, options, index.Index.Taxonomy, cancellationToken);
        for (int i = 0; i < job.Chunks; i++)
        {
            string chunk = files.ChunkOf(job.Id, i);
            await using var lines = new FileStream(chunk, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            await foreach (TagLine line in TagLines.ReadAsync(lines, cancellationToken))
            {
                await table.WriteAsync(
                    line.Profile ?? throw new InvalidDataException($"{chunk}:{line.Number}: {line.Fault}"), line.Result!,
                        cancellationToken);
            }
        }

        await table.CommitAsync(cancellationToken);
    }
}
