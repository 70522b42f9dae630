namespace EpmRl.Retrieval.Indexing;

/// <summary>One version of an index, held open for the length of a call or a request. Its manifest names the version.</summary>
public sealed class IndexLease : IDisposable
{
    private readonly OpenedVersion version;
    private int disposed;

    internal IndexLease(OpenedVersion version) => this.version = version;

    /// <summary>The version; not to be disposed, and not to be used after the lease is.</summary>
    public IVectorIndex Index
    {
        get
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref disposed) != 0, this);
            return version.Index;
        }
    }

    /// <summary>What answers with this version, made when the version is first asked for it and shared by all leases of it.</summary>
    /// <typeparam name="T">Kind of what is made; one of each kind per version.</typeparam>
    /// <param name="make">Makes it; safe for concurrent callers, and used no longer than a lease is held.</param>
    public T GetOrMake<T>(Func<IVectorIndex, T> make)
        where T : class
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref disposed) != 0, this);
        return version.GetOrMake(make);
    }

    /// <summary>Lets go of the version; it closes when a newer one is open and its last lease is disposed.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 0)
        {
            version.Release();
        }
    }
}
