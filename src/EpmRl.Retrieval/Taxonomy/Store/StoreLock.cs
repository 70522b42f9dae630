namespace EpmRl.Retrieval.Taxonomy.Store;

/// <summary>Keeps two writers from one store. Writing takes moments, so a second writer waits; the system lifts the lock when its owner ends.</summary>
internal static class StoreLock
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Takes the lock.</summary>
    /// <exception cref="IOException">Another process holds it for long.</exception>
    public static FileStream Take(string store, TimeProvider time)
    {
        string path = Path.Combine(store, "lock");
        long start = time.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException taken) when (File.Exists(path))
            {
                if (time.GetElapsedTime(start) > Patience)
                {
                    throw new IOException($"{store} is being written by another process. Wait until it is done, or stop it.", taken);
                }

                Thread.Sleep(Pause);
            }
        }
    }
}
