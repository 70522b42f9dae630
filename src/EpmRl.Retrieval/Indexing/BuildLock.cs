using System.Globalization;

namespace EpmRl.Retrieval.Indexing;

/// <summary>Keeps two builds from writing one index. The operating system lifts the lock when its owner ends, however it ends.</summary>
internal sealed class BuildLock : IDisposable
{
    private readonly FileStream held;
    private readonly string ownerFile;

    private BuildLock(FileStream held, string ownerFile)
    {
        this.held = held;
        this.ownerFile = ownerFile;
    }

    /// <exception cref="IOException">Another build holds the lock; the message names its owner.</exception>
    public static BuildLock Take(string folder, TimeProvider time)
    {
        string lockFile = Path.Combine(folder, ".lock"), ownerFile = Path.Combine(folder, ".lock-owner");
        FileStream held;
        try
        {
            held = new FileStream(lockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException taken) when (File.Exists(lockFile))
        {
            string owner = File.Exists(ownerFile) ? File.ReadAllText(ownerFile).Trim() : "another process";
            throw new IOException($"{folder} is being written by {owner}. Wait until it is done, or stop it.", taken);
        }

        string since = time.GetUtcNow().ToString("u", CultureInfo.InvariantCulture);
        File.WriteAllText(ownerFile, $"process {Environment.ProcessId} on {Environment.MachineName} since {since}");
        return new BuildLock(held, ownerFile);
    }

    public void Dispose()
    {
        File.Delete(ownerFile);
        held.Dispose(); // the lock's own file stays: deleting it would let a third build lock a new one beside a waiting second
    }
}
