using System.Diagnostics.CodeAnalysis;

namespace EpmRl.Retrieval.Indexing;

/// <summary>A version shared by several callers; it closes when it is no longer the newest and its last user is done.</summary>
internal sealed class OpenedVersion(IVectorIndex index)
{
    private int holders = 1; // the opener

    public string Name { get; } = index.Manifest.Version;

    /// <returns>False when it has closed.</returns>
    public bool TryLease([NotNullWhen(true)] out IndexLease? lease)
    {
        for (int now = Volatile.Read(ref holders); now > 0; now = Volatile.Read(ref holders))
        {
            if (Interlocked.CompareExchange(ref holders, now + 1, now) == now)
            {
                lease = new IndexLease(index, Release);
                return true;
            }
        }

        lease = null;
        return false;
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref holders) == 0)
        {
            index.Dispose();
        }
    }
}
