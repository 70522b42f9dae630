using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace EpmRl.Retrieval.Storage;

/// <summary>
/// The names of temporary files and folders, and the removal of those that killed processes left. Each is in its target's folder, on the
/// same file system, as <c>.name.xxxxxxxx.tmp</c>; the next write of the same target sweeps those not marked by a living process.
/// </summary>
internal static partial class Temporaries
{
    private const string Extension = ".tmp", LockExtension = ".lock";
    private const int TokenBytes = 4;
    private const int MostNameBytes = 230; // a file system's names have 255; the rest is ours

    /// <summary>A path for the temporary form of a file or folder.</summary>
    public static string NewPathFor(string target) =>
        Path.Combine(
            FolderOf(target), $"{PrefixOf(target)}{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes))}{Extension}");

    /// <summary>The lock of a file or folder.</summary>
    public static string LockOf(string target) => Path.Combine(FolderOf(target), PrefixOf(target)[..^1] + LockExtension);

    /// <summary>The file or folder that a temporary or a lock belongs to; otherwise the path itself. For messages.</summary>
    public static string TargetOf(string path) => Named().Replace(path, "$1");

    /// <summary>Removes a target's temporaries left by killed processes; those of living ones stay.</summary>
    public static void Sweep(string target)
    {
        string prefix = PrefixOf(target);
        SweepNames(FolderOf(target), name => name.StartsWith(
            prefix, StringComparison.Ordinal) && name.Length == prefix.Length + (2 * TokenBytes) + Extension.Length);
    }

    /// <summary>Removes the temporaries of every target in a folder left by killed processes.</summary>
    public static void SweepFolder(string folder) => SweepNames(folder, name => Whole().IsMatch(name));

    private static void SweepNames(string folder, Func<string, bool> isOurs)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        foreach (string path in Directory.EnumerateFileSystemEntries(
            folder, "*" + Extension, new EnumerationOptions { AttributesToSkip = FileAttributes.ReparsePoint })
            .Where(path => isOurs(Path.GetFileName(path))).ToList())
        {
            using LiveMark? abandoned = LiveMark.TryTakeOver(path);
            if (abandoned is not null)
            {
                TryRemove(path);
            }
        }
    }

    private static void TryRemove(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }
            else
            {
                File.Delete(path);
            }
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // Another sweep removes it, or it is another user's.
        }
    }

    private static string FolderOf(string target) => Path.GetDirectoryName(Path.GetFullPath(target)) ?? Path.GetFullPath(target);

    private static string PrefixOf(string target)
    {
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(target)));
        while (System.Text.Encoding.UTF8.GetByteCount(name) > MostNameBytes)
        {
            name = name[..^(char.IsLowSurrogate(name[^1]) ? 2 : 1)];
        }

        return $".{name}.";
    }

    [GeneratedRegex(@"(?<=^|[/\\])\.([^/\\]+?)(?:\.[0-9a-f]{8}\.tmp|\.lock)(?=$|[/\\])", RegexOptions.CultureInvariant)]
    private static partial Regex Named();

    [GeneratedRegex(@"^\..+\.[0-9a-f]{8}\.tmp$", RegexOptions.CultureInvariant)]
    private static partial Regex Whole();
}
