using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Files;

/// <summary>Reads a complete file into memory, up to a limit.</summary>
internal static class WholeFile
{
    /// <summary>Reads the file's bytes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mostBytes">The limit.</param>
    /// <param name="advice">What to do about a larger one, a sentence.</param>
    /// <param name="log">Receives the reason why it cannot be read.</param>
    /// <returns>Null when it cannot be read.</returns>
    public static byte[]? Read(string path, int mostBytes, string advice, ProblemLog log)
    {
        try
        {
            if (FileContent.ReadAtMost(path, mostBytes) is { } bytes)
            {
                return bytes;
            }

            log.Error(path, 0, $"The file has more than {mostBytes >> 20} MB. {advice}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Error(path, 0, $"The file cannot be read: {e.Message}");
        }

        return null;
    }
}
