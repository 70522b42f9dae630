using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>
/// Keeps a second writer out of a store. Writing takes moments, so it waits; the system releases the lock when its owner ends.
/// </summary>
internal static class StoreLock
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Takes the lock.</summary>
    /// <exception cref="InUseException">Another process holds it for too long; the message names it.</exception>
    public static ExclusiveLock Take(string store, TimeProvider time)
    {
        string path = Path.Combine(store, "lock");
        long start = time.GetTimestamp();
        while (true)
        {
            if (ExclusiveLock.TryTake(path, keeps: true) is { } held)
            {
                return held;
            }

            if (time.GetElapsedTime(start) > Patience)
            {
                throw InUseException.Of(store, LockHolder.Read(path));
            }

            Thread.Sleep(Pause);
        }
    }
}
