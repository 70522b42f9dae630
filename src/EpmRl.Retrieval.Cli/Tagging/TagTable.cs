using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Cli.Tagging;

/// <summary>The results of a run as a Parquet file, which appears as a whole when the run is done.</summary>
internal sealed class TagTable : IAsyncDisposable
{
    private const int BufferBytes = 1 << 20;

    private readonly AtomicFile file;
    private readonly BufferedStream buffered;
    private readonly TagTableWriter writer;

    private TagTable(AtomicFile file, BufferedStream buffered, TagTableWriter writer) => (this.file, this.buffered, this.writer) = (file, buffered, writer);

    /// <summary>Whether an output is to be such a file: its name ends in <c>.parquet</c>.</summary>
    public static bool IsNamedBy(string? output) => Path.GetExtension(output ?? "").Equals(".parquet", StringComparison.OrdinalIgnoreCase);

    /// <summary>Begins the file.</summary>
    public static async Task<TagTable> CreateAsync(string path, CancellationToken cancellationToken)
    {
        var file = new AtomicFile(path);
        try
        {
            var buffered = new BufferedStream(file.Stream, BufferBytes);
            return new TagTable(file, buffered, await TagTableWriter.CreateAsync(buffered, cancellationToken));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Adds the results of a batch.</summary>
    public async Task WriteAsync(ListingBatch batch, IReadOnlyList<TagResult> results, CancellationToken cancellationToken)
    {
        for (int i = 0; i < results.Count; i++)
        {
            await writer.WriteAsync(results[i], batch.Profiles[i], cancellationToken);
        }
    }

    /// <summary>Ends the file and puts it in its place.</summary>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        await writer.CompleteAsync(cancellationToken);
        await buffered.FlushAsync(cancellationToken);
        file.Commit();
    }

    /// <summary>Removes what was not put in place. The writer is left as it is: to dispose of it would write the file's end.</summary>
    public ValueTask DisposeAsync()
    {
        file.Dispose();
        return ValueTask.CompletedTask;
    }
}
