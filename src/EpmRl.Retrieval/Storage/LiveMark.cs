using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace EpmRl.Retrieval.Storage;

/// <summary>
/// Marks a temporary file or folder as in use while this process lives: a shared lock (flock), which readers do not notice, which survives
/// a rename, and which ends with the process. Windows has none for folders; leftovers of a killed process stay there.
/// </summary>
internal sealed partial class LiveMark : IDisposable
{
    private const int Shared = 1, Exclusive = 2, NoWait = 4; // LOCK_SH, LOCK_EX, LOCK_NB
    /// <summary>The errors for a lock held by another handle (EWOULDBLOCK), which the runtime's exceptions carry as well.</summary>
    internal const int WouldBlock = 11, WouldBlockOnMac = 35;


    private readonly SafeFileHandle? handle;

    private LiveMark(SafeFileHandle? handle) => this.handle = handle;

    /// <summary>Marks a file or folder just created by this process.</summary>
    /// <returns>Null when a sweep found it before it was marked; create another one.</returns>
    public static LiveMark? TrySet(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return new LiveMark(null);
        }

        SafeFileHandle? handle = DurableFiles.OpenToLook(path);
        bool refused =
            handle is not null && Lock(handle, Shared | NoWait) != 0 && Marshal.GetLastPInvokeError() is WouldBlock or WouldBlockOnMac;
        if (handle is null || refused || !Path.Exists(path))
        {
            handle?.Dispose();
            return null;
        }

        return new LiveMark(handle);
    }

    /// <summary>Takes a file or folder not marked by a living process, to remove it.</summary>
    /// <returns>Null when a process uses it, or that cannot be determined.</returns>
    public static LiveMark? TryTakeOver(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return File.Exists(path) && ExclusiveLock.TryOpen(path) is { } file ? Closed(file) : null;
        }

        SafeFileHandle? handle = DurableFiles.OpenToLook(path);
        if (handle is null || Lock(handle, Exclusive | NoWait) != 0)
        {
            handle?.Dispose();
            return null;
        }

        return new LiveMark(handle);

        static LiveMark Closed(FileStream file)
        {
            file.Dispose(); // Windows does not remove open files
            return new LiveMark(null);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => handle?.Dispose();

    private static int Lock(SafeFileHandle handle, int operation) => Flock((int)handle.DangerousGetHandle(), operation);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Flock(int handle, int operation);
}
