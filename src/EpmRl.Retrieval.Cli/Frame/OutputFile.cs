namespace EpmRl.Retrieval.Cli.Frame;

/// <summary>Writing a file that a command makes in one go.</summary>
internal static class OutputFile
{
    /// <summary>Writes beside the file's place first, so that a failure leaves an older file as it was.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        string beside = $"{path}.{Guid.NewGuid():n}.new";
        try
        {
            using (var stream = new FileStream(beside, FileMode.CreateNew, FileAccess.Write))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(beside, path, overwrite: true);
        }
        finally
        {
            File.Delete(beside);
        }
    }
}
