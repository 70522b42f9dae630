namespace EpmRl.Retrieval.Storage;

/// <summary>
/// A lock held by one process at a time: a file opened exclusively (flock on Unix), with its holder's name in it. The system releases it
/// when the process ends, however it ends, so the next process takes over a lock that a crash left.
/// </summary>
/// <remarks>On a file system without locks (some network folders) it has no effect.</remarks>
internal sealed class ExclusiveLock : IDisposable
{
    private readonly FileStream file;
    private readonly bool keeps;

    private ExclusiveLock(FileStream file, bool keeps) => (this.file, this.keeps) = (file, keeps);

    /// <summary>
    /// Takes the lock of a file or folder to be written: <c>.name.lock</c> in the same folder, removed when the lock is released.
    /// </summary>
    /// <param name="target">The file or folder; a symbolic link means its target.</param>
    /// <exception cref="InUseException">Another process holds it.</exception>
    /// <exception cref="IOException">The target's folder is missing or cannot be written.</exception>
    public static ExclusiveLock TakeBeside(string target)
    {
        string path = Temporaries.LockOf(FileIdentity.Resolve(target));
        return TryTake(path, keeps: false) ?? throw InUseException.Of(target, LockHolder.Read(path));
    }

    /// <summary>Takes a lock.</summary>
    /// <param name="path">The lock's file; created when it does not exist.</param>
    /// <param name="keeps">Whether the file stays when the lock is released.</param>
    /// <returns>Null when another process holds it; <see cref="LockHolder.Read"/> says which.</returns>
    public static ExclusiveLock? TryTake(string path, bool keeps)
    {
        while (TryOpen(path) is { } file)
        {
            // The previous holder may have removed the file between our opening and our lock; then another process locks a new one.
            if (!FileIdentity.IsAt(file.SafeFileHandle, path))
            {
                file.Dispose();
                continue;
            }

            var held = new ExclusiveLock(file, keeps || !(OperatingSystem.IsLinux() || OperatingSystem.IsWindows()));
            held.Name();
            return held;
        }

        return null;
    }

    /// <summary>Opens a lock's file exclusively.</summary>
    /// <returns>Null when another process has it open.</returns>
    public static FileStream? TryOpen(string path)
    {
        try
        {
            // Windows also locks out readers, unless they are allowed; on Unix a lock stops only processes that request one.
            FileShare others = OperatingSystem.IsWindows() ? FileShare.Read : FileShare.None;
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, others, bufferSize: 0);
        }
        catch (IOException refused) when (IsTaken(refused))
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        string path = file.Name;
        try
        {
            if (keeps)
            {
                file.SetLength(0); // nobody holds it
            }
            else if (!OperatingSystem.IsWindows() && FileIdentity.IsAt(file.SafeFileHandle, path))
            {
                File.Delete(path); // while it is held, so that a waiting process notices
            }
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            // The file stays; the next process takes it over.
        }

        file.Dispose();
        if (!keeps && OperatingSystem.IsWindows())
        {
            TryDelete(path);
        }
    }

    private static bool IsTaken(IOException refused) => OperatingSystem.IsWindows()
        ? (refused.HResult & 0xFFFF) is 32 or 33 // ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION
        : refused.HResult is 11 or 35; // EWOULDBLOCK on Linux and on macOS

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception taken) when (taken is IOException or UnauthorizedAccessException)
        {
            // Another process holds it now.
        }
    }

    // On a full disk the lock still holds; it just names nobody.
    private void Name()
    {
        try
        {
            file.SetLength(0);
            file.Write(LockHolder.Current().ToJson());
        }
        catch (IOException)
        {
        }
    }
}
