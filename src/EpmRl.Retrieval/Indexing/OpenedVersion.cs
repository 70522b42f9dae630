using System.Collections.Concurrent;

namespace EpmRl.Retrieval.Indexing;

/// <summary>A version that several callers use: it closes when it is not the newest any more and its last user is done.</summary>
internal sealed class OpenedVersion(IVectorIndex index)
{
    private readonly ConcurrentDictionary<Type, Lazy<object>> made = [];
    private int holders = 1; // the one who opened it

    public string Name { get; } = index.Manifest.Version;

    public IVectorIndex Index => index;

    /// <summary>What is made of the version once and shared by all who use it.</summary>
    public T GetOrMake<T>(Func<IVectorIndex, T> make)
        where T : class => (T)made.GetOrAdd(typeof(T), _ => new Lazy<object>(() => make(index))).Value;

    /// <returns>False when it has closed.</returns>
    public bool TryHold()
    {
        for (int now = Volatile.Read(ref holders); now > 0; now = Volatile.Read(ref holders))
        {
            if (Interlocked.CompareExchange(ref holders, now + 1, now) == now)
            {
                return true;
            }
        }

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
