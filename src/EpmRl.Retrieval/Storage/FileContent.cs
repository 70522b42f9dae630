using Microsoft.Win32.SafeHandles;

namespace EpmRl.Retrieval.Storage;

/// <summary>Checks of a file's content before it is read. A symbolic link counts as its target.</summary>
/// <remarks>
/// On Unix <see cref="FileInfo.Length"/> and <see cref="FileSystemInfo.LastWriteTimeUtc"/> are those of the link itself, so every size
/// check uses this class. Model caches store files as links to blobs.
/// </remarks>
internal static class FileContent
{
    /// <summary>
    /// A file's size in bytes; null when there is no file, or a broken link (for which <see cref="File.Exists"/> returns true).
    /// </summary>
    public static long? LengthOf(string path)
    {
        try
        {
            using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return RandomAccess.GetLength(file);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Reads a complete file, unless it is larger than expected.</summary>
    /// <param name="path">The file, which may be a pipe.</param>
    /// <param name="mostBytes">The most bytes it may have; at most one more is read.</param>
    /// <returns>Its bytes; null when there are more.</returns>
    /// <exception cref="FileNotFoundException">The file is missing, or a broken link.</exception>
    public static byte[]? ReadAtMost(string path, int mostBytes)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        byte[] bytes = new byte[file.CanSeek ? (int)Math.Min(file.Length, mostBytes) + 1 : 4096];
        for (int count = 0; ;)
        {
            int read = file.Read(bytes, count, Math.Min(bytes.Length, mostBytes + 1) - count);
            count += read;
            if (read == 0 || count > mostBytes)
            {
                return count > mostBytes ? null : bytes[..count];
            }

            if (count == bytes.Length)
            {
                Array.Resize(ref bytes, (int)Math.Min(2L * count, mostBytes + 1L));
            }
        }
    }

    /// <summary>
    /// A link's target, which has the size and time of the content; the file itself when it is not a link, or a broken one.
    /// </summary>
    public static FileInfo Target(FileInfo file) =>
        file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo { Exists: true } target ? target : file;
}
