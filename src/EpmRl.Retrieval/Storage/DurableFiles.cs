using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace EpmRl.Retrieval.Storage;

/// <summary>Writes such that a file is complete or absent, also after a power cut.</summary>
internal static partial class DurableFiles
{
    /// <summary>Makes renames and new names in a folder durable. On Windows the file system does so by itself.</summary>
    public static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using SafeFileHandle handle = OpenToLook(folder) ?? throw new IOException($"Cannot open the folder '{folder}' to flush it.");
        _ = Flush((int)handle.DangerousGetHandle()); // some file systems cannot flush a folder and say so; nothing more can be done
    }

    /// <summary>Opens a file or, on Unix, a folder for reading, even one locked by another process.</summary>
    /// <returns>Null when it cannot be opened.</returns>
    public static SafeFileHandle? OpenToLook(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return File.Exists(path) ? File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete) : null;
        }

        const int CloseOnExecute = 0x80000, CloseOnExecuteOnMac = 0x1000000; // O_CLOEXEC: a child process must not keep a lock alive
        int handle = Open(path, OperatingSystem.IsLinux() ? CloseOnExecute : CloseOnExecuteOnMac);
        return handle < 0 ? null : new SafeFileHandle(handle, ownsHandle: true);
    }

    /// <summary>Swaps the names of two folders of one parent in one step, so that no crash leaves a name without its folder.</summary>
    /// <returns>False, with nothing done, where the system or the file system cannot do that.</returns>
    public static bool TryExchange(string one, string other)
    {
        const int Here = -100; // AT_FDCWD
        const uint Exchange = 2; // RENAME_EXCHANGE
        try
        {
            return OperatingSystem.IsLinux() && Rename(Here, one, Here, other, Exchange) == 0;
        }
        catch (EntryPointNotFoundException)
        {
            return false; // the C library is too old for the call
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "renameat2", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Rename(int oldFolder, string oldPath, int newFolder, string newPath, uint flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Flush(int handle);
}
