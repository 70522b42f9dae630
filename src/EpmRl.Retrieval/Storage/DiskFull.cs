using System.Text.RegularExpressions;

namespace EpmRl.Retrieval.Storage;

/// <summary>Recognises failures caused by a full disk or an exhausted quota.</summary>
internal static partial class DiskFull
{
    /// <summary>Whether an exception reports a full disk.</summary>
    public static bool Is(Exception exception) => exception is IOException failed && (OperatingSystem.IsWindows()
        ? (failed.HResult & 0xFFFF) is 112 or 39 // ERROR_DISK_FULL, ERROR_HANDLE_DISK_FULL
        : failed.HResult is 28 or 122 or 69); // ENOSPC; EDQUOT on Linux and on macOS

    /// <summary>A message that names the target file and not its temporary file.</summary>
    public static string Describe(Exception exception)
    {
        string file = Quoted().Match(exception.Message) is { Success: true } found
            ? $"'{Temporaries.TargetOf(found.Groups[1].Value)}'"
            : "The output";
        return $"{file} could not be written: the disk is full. Free some space and run the command again.";
    }

    // The runtime's messages end in the path: No space left on device : '/folder/file'
    [GeneratedRegex(@"'([^']+)'\.?$", RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();
}
