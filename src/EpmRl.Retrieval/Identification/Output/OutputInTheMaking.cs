using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Identification;

/// <summary>A file that replaces another one when it is whole, with a buffer of its own.</summary>
internal sealed class OutputInTheMaking : IDisposable
{
    private const int BufferBytes = 1 << 20;

    private readonly AtomicFile file;

    /// <summary>Begins the file.</summary>
    public OutputInTheMaking(string path)
    {
        file = new AtomicFile(path);
        Stream = new BufferedStream(file.Stream, BufferBytes); // not disposed: after a failure its rest is not to be written
    }

    /// <summary>Takes the content.</summary>
    public BufferedStream Stream { get; }

    /// <summary>Puts the file in its place.</summary>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        await Stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        file.Commit();
    }

    /// <summary>Removes what was not put in place.</summary>
    public void Dispose() => file.Dispose();
}
