using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace EpmRl.Retrieval.Storage;

/// <summary>
/// The file at the end of a path, whatever its name: symbolic links are followed, and all hard links of a file are equal.
/// </summary>
/// <remarks>
/// On Linux device and inode. Elsewhere the path with its last link resolved, so two hard links of a file count as two files.
/// </remarks>
/// <param name="Device">Number of the file system.</param>
/// <param name="Inode">Number of the file, or of the nearest folder that exists.</param>
/// <param name="Rest">The part of the path that does not exist below that folder; empty for an existing file.</param>
internal readonly partial record struct FileIdentity(ulong Device, ulong Inode, string Rest)
{
    private const int Here = -100; // AT_FDCWD
    private const int EmptyPath = 0x1000; // AT_EMPTY_PATH: the handle itself
    private const uint BasicStats = 0x7ff; // STATX_BASIC_STATS
    private const int MostLinks = 40; // as in the kernel
    private const int RegularFile = 0x8000, Folder = 0x4000, KindMask = 0xF000;

    /// <summary>Identifies a file or folder, which need not exist.</summary>
    public static FileIdentity Of(string path)
    {
        string at = Resolve(path), rest = "";
        while (true)
        {
            if (Stat(at) is { } found)
            {
                return found.Identity with { Rest = rest };
            }

            if (!OperatingSystem.IsLinux() || Path.GetDirectoryName(at) is not { } parent)
            {
                return new FileIdentity(0, 0, OperatingSystem.IsWindows() ? (at + rest).ToUpperInvariant() : at + rest);
            }

            rest = "/" + Path.GetFileName(at) + rest;
            at = parent;
        }
    }

    /// <summary>The path at the end of a chain of symbolic links, whether a file exists there or not.</summary>
    public static string Resolve(string path)
    {
        string full = Path.GetFullPath(path);
        for (int links = 0; new FileInfo(full).LinkTarget is { } target; links++)
        {
            full = links < MostLinks
                ? Path.GetFullPath(target, Path.GetDirectoryName(full)!)
                : throw new IOException($"'{path}' is a chain of more than {MostLinks} symbolic links.");
        }

        return full;
    }

    /// <summary>
    /// Whether a path leads to neither a file nor a folder but a device, a pipe or a socket. It cannot be replaced, only written to.
    /// </summary>
    public static bool IsDevice(string path) => OperatingSystem.IsLinux() && Stat(path) is { } found
        ? (found.Mode & KindMask) is not (RegularFile or Folder)
        : !OperatingSystem.IsWindows() && Path.GetFullPath(path).StartsWith("/dev/", StringComparison.Ordinal);

    /// <summary>Whether a path still leads to the file that a handle has open; true where the system cannot say.</summary>
    public static bool IsAt(SafeFileHandle handle, string path)
    {
        if (!OperatingSystem.IsLinux() || Stat((int)handle.DangerousGetHandle(), "", EmptyPath) is not { } open)
        {
            return true;
        }

        return Stat(path) is { } named && named.Identity == open.Identity;
    }

    private static (FileIdentity Identity, int Mode)? Stat(string path) => OperatingSystem.IsLinux() ? Stat(Here, path, 0) : null;

    private static (FileIdentity Identity, int Mode)? Stat(int folder, string path, int flags)
    {
        // struct statx has the same layout on every processor: mode at 28, inode at 32, device at 136 and 140.
        Span<byte> stat = stackalloc byte[256];
        try
        {
            if (StatX(folder, path, flags, BasicStats, ref MemoryMarshal.GetReference(stat)) != 0)
            {
                return null;
            }
        }
        catch (EntryPointNotFoundException)
        {
            return null; // the C library is too old for the call: compare paths
        }

        ulong device =
            ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(stat[136..]) << 32) | BinaryPrimitives.ReadUInt32LittleEndian(stat[140..]);
        return (
            new FileIdentity(device, BinaryPrimitives.ReadUInt64LittleEndian(stat[32..]), ""),
            BinaryPrimitives.ReadUInt16LittleEndian(stat[28..]));
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int folder, string path, int flags, uint mask, ref byte stat);
}
