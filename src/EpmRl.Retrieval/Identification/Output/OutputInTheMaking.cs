using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Identification;

/// <summary>A buffered file that replaces an older one when it is complete.</summary>
internal sealed class OutputInTheMaking : IDisposable
{
    private const int BufferBytes = 1 << 20;

    private readonly AtomicFile file;

    /// <summary>Opens the file.</summary>
    public OutputInTheMaking(string path)
    {
        file = new AtomicFile(path);
        Stream = new BufferedStream(file.Stream, BufferBytes); // not disposed: after a failure the buffered rest must not be written
    }

    /// <summary>Receives the content.</summary>
    public BufferedStream Stream { get; }

    /// <summary>Moves the file to its path.</summary>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        await Stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        file.Commit();
    }

    /// <summary>Removes the temporary file unless it was committed.</summary>
    public void Dispose() => file.Dispose();
}
