using Microsoft.Win32.SafeHandles;

namespace EpmRl.Retrieval.Storage;

/// <summary>What is asked of a file's content before it is read. A symbolic link counts as the file that it leads to.</summary>
/// <remarks>
/// <see cref="FileInfo.Length"/> and <see cref="FileSystemInfo.LastWriteTimeUtc"/> are those of the link itself on Unix, so that every
/// check of a size comes here. Model caches keep files as links to blobs.
/// </remarks>
internal static class FileContent
{
    /// <summary>How many bytes a file has; null when there is none, or a link leads nowhere (<see cref="File.Exists"/> says yes to such a link).</summary>
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

    /// <summary>Reads a whole file, unless it is larger than expected.</summary>
    /// <param name="path">The file, which may be a pipe.</param>
    /// <param name="mostBytes">The most bytes it may have; no more than one more is read.</param>
    /// <returns>Its bytes; null when there are more.</returns>
    /// <exception cref="FileNotFoundException">There is no such file, or a link leads to none.</exception>
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

    /// <summary>The file that a link leads to, whose size and time are those of the content; the file itself when it is no link, or leads nowhere.</summary>
    public static FileInfo Target(FileInfo file) => file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo { Exists: true } target ? target : file;
}
