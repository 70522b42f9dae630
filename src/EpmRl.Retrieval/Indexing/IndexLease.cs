using System.Diagnostics;
using EpmRl.Retrieval.Telemetry;

namespace EpmRl.Retrieval.Indexing;

/// <summary>One version of an index, held open for a call or a request. Its manifest names the version.</summary>
public sealed class IndexLease : IDisposable
{
    private readonly IVectorIndex index;
    private readonly Action? release;
    private readonly long acquired = Stopwatch.GetTimestamp();
    private int disposed;

    /// <summary>Leases a version.</summary>
    /// <param name="index">The version; the lease does not dispose it.</param>
    /// <param name="release">Called once, when the lease is disposed; null when leases are not counted.</param>
    public IndexLease(IVectorIndex index, Action? release = null)
    {
        ArgumentNullException.ThrowIfNull(index);
        this.index = index;
        this.release = release;
    }

    /// <summary>The version. Do not dispose it, and do not use it after the lease.</summary>
    /// <exception cref="ObjectDisposedException">The lease was disposed.</exception>
    public IVectorIndex Index
    {
        get
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref disposed) != 0, this);
            return index;
        }
    }

    /// <summary>Releases the version; it closes when a newer one is open and its last lease is disposed.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 0)
        {
            RetrievalTelemetry.LeaseDuration.Record(Stopwatch.GetElapsedTime(acquired).TotalSeconds);
            release?.Invoke();
        }
    }
}
