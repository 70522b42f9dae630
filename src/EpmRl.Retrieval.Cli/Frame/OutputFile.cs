namespace EpmRl.Retrieval.Cli.Frame;

/// <summary>Writing a file that a command makes in one go.</summary>
internal static class OutputFile
{
    /// <summary>Writes beside the file's place first, so that a failure leaves an older file as it was.</summary>
    public static async Task WriteAsync(string path, Func<Stream, Task> write)
    {
        string beside = $"{path}.{Guid.NewGuid():n}.new";
        try
        {
            await using (var stream = new FileStream(beside, FileMode.CreateNew, FileAccess.Write))
            {
                await write(stream);
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
