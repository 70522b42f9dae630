using System.Globalization;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Indexing;

/// <summary>
/// Keeps two processes from writing one index. The operating system's lock comes first: it is released when its owner ends, for whatever
/// reason. A file next to it names the owner and is renewed constantly: where the lock does not reach (a network folder) this sign of life
/// keeps others away, and an owner that gave none for <see cref="Expiry"/> loses the index to the next process that asks.
/// </summary>
internal sealed class BuildLock : IDisposable
{
    /// <summary>How long a claim stays valid after its owner's last sign of life.</summary>
    public static readonly TimeSpan Expiry = TimeSpan.FromMinutes(1);

    private readonly string folder;
    private readonly TimeProvider time;
    private readonly FileStream held;
    private readonly Lock writing = new();
    private readonly ITimer beat;
    private LockOwner owner;
    private bool released;

    private BuildLock(string folder, FileStream held, LockOwner owner, TimeProvider time)
    {
        this.folder = folder;
        this.held = held;
        this.owner = owner;
        this.time = time;
        beat = time.CreateTimer(_ => Beat(), null, Expiry / 30, Expiry / 30);
    }

    /// <summary>The owner whose claim expired and was taken over; null if there was none.</summary>
    public LockOwner? Expelled { get; private init; }

    /// <summary>Takes the lock.</summary>
    /// <exception cref="InUseException">Another process holds it; the message names it.</exception>
    public static BuildLock Take(string folder, TimeProvider time, FileSystem files)
    {
        files.CreateFolder(folder);
        LockOwner? before = LockOwner.Read(folder);
        DateTimeOffset now = time.GetUtcNow();
        bool expired = before is not null && now - before.Seen > Expiry;
        FileStream? held = ExclusiveLock.TryOpen(Path.Combine(folder, LockOwner.LockFile));
        if (held is null && !expired)
        {
            throw Refusal(folder, before, now);
        }

        if (held is not null && before is { IsHere: false } && !expired)
        {
            held.Dispose();
            throw Refusal(folder, before, now);
        }

        // Its owner hangs, or its machine is gone and the network folder has not noticed: a new lock replaces the old one.
        held ??= ReplaceLock(folder) ?? throw Refusal(folder, before, now);
        try
        {
            var owner = new LockOwner(Guid.NewGuid().ToString("N"), Environment.ProcessId, Environment.MachineName, now, now, 0, 0);
            files.Replace(Path.Combine(folder, LockOwner.OwnerFile), owner.ToJson());
            return new BuildLock(folder, held, owner, time) { Expelled = before is { IsHere: true } && !expired ? null : before };
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Publishes the owner's progress, for others who look at the index.</summary>
    public void Report(long done, long total)
    {
        lock (writing)
        {
            owner = owner with { Done = done, Total = total };
        }
    }

    /// <summary>Call it before any change that readers or the next owner would see.</summary>
    /// <exception cref="IOException">This process gave no sign of life for so long that another one took over the index.</exception>
    public void ThrowIfLost()
    {
        if (LockOwner.Read(folder) is var now && now?.Token != owner.Token)
        {
            throw new IOException(
                $"{folder} was taken over by {now?.ToString() ?? "another process, which has ended since"}, "
                    + $"because this one gave no sign of life for more than {Expiry.TotalSeconds:0} s. "
                    + "Nothing was published. Run the command again.");
        }
    }

    public void Dispose()
    {
        beat.Dispose();
        lock (writing)
        {
            released = true;
            if (LockOwner.Read(folder)?.Token == owner.Token)
            {
                File.Delete(Path.Combine(folder, LockOwner.OwnerFile));
            }
        }

        held.Dispose(); // the lock file stays: if deleted, a third build could lock a new one while a second waits
    }

    private void Beat()
    {
        try
        {
            lock (writing)
            {
                if (!released && LockOwner.Read(folder)?.Token == owner.Token)
                {
                    owner = owner with { Seen = time.GetUtcNow() };
                    using var file = new AtomicFile(Path.Combine(folder, LockOwner.OwnerFile));
                    file.Stream.Write(System.Text.Encoding.UTF8.GetBytes(owner.ToJson()));
                    file.Commit(durable: false);
                }
            }
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            // The next beat tries again; if none succeeds, the claim expires, and ThrowIfLost detects whether another process took it.
        }
    }

    private static FileStream? ReplaceLock(string folder)
    {
        string temporary = Path.Combine(folder, $"{LockOwner.LockFile}.{Guid.NewGuid():N}");
        FileStream? held = null;
        try
        {
            held = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
            File.Move(temporary, Path.Combine(folder, LockOwner.LockFile), overwrite: true);
            return held;
        }
        catch (IOException)
        {
            held?.Dispose(); // a system that does not replace open files keeps the old owner's lock
            File.Delete(temporary);
            return null;
        }
    }

    private static InUseException Refusal(string folder, LockOwner? owner, DateTimeOffset now)
    {
        string until = owner is null
            ? string.Empty
            : string.Create(CultureInfo.InvariantCulture, $", last seen {Math.Max(0, (now - owner.Seen).TotalSeconds):0} s ago");
        string away = owner is { IsHere: false }
            ? string.Create(CultureInfo.InvariantCulture, $" If that machine is gone, its claim ends in "
                + $"{Math.Max(0, (owner.Seen + Expiry - now).TotalSeconds):0} s.")
            : string.Empty;
        return new InUseException(
            $"{folder} is being written by {owner?.ToString() ?? "another process"}{until}. Wait until it is done, or stop it.{away}");
    }
}
