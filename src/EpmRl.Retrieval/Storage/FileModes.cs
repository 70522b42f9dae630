using System.Runtime.InteropServices;

namespace EpmRl.Retrieval.Storage;

/// <summary>Modes of files on Unix: temporary files are private to their owner, final files follow the process's umask.</summary>
internal static partial class FileModes
{
    /// <summary>A temporary file: 0600.</summary>
    public const UnixFileMode PrivateFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>A temporary folder: 0700.</summary>
    public const UnixFileMode PrivateFolder = PrivateFile | UnixFileMode.UserExecute;

    private const int File0666 = 0b110_110_110, Folder0777 = 0b111_111_111, Strict0077 = 0b000_111_111;
    private const string StatusFile = "/proc/self/status", StatusField = "Umask:";

    /// <summary>A new final file: 0666 without the umask's bits.</summary>
    public static UnixFileMode NewFile => (UnixFileMode)(File0666 & ~Umask());

    /// <summary>A new final folder: 0777 without the umask's bits.</summary>
    public static UnixFileMode NewFolder => (UnixFileMode)(Folder0777 & ~Umask());

    /// <summary>Sets a mode, where the file system has modes.</summary>
    public static void TrySet(string path, UnixFileMode mode)
    {
        try
        {
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, mode);
            }
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // A file system without modes.
        }
    }

    private static int Umask()
    {
        if (File.Exists(StatusFile)
            && File.ReadLines(StatusFile).FirstOrDefault(line => line.StartsWith(StatusField, StringComparison.Ordinal)) is { } line)
        {
            return Convert.ToInt32(line[StatusField.Length..].Trim(), fromBase: 8);
        }

        int umask = SetUmask(Strict0077); // the only call that reads it also changes it; files made in between are private
        _ = SetUmask(umask);
        return umask;
    }

    [LibraryImport("libc", EntryPoint = "umask")]
    private static partial int SetUmask(int mask);
}
