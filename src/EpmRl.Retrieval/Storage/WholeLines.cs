namespace EpmRl.Retrieval.Storage;

/// <summary>Appending lines to a file that stays as it is when the run is interrupted or the disk is full.</summary>
internal static class WholeLines
{
    /// <summary>Writes whole lines in one piece; of a failed write nothing stays, so the file ends in a whole line.</summary>
    public static void Write(Stream stream, ReadOnlySpan<byte> lines)
    {
        long end = stream.CanSeek ? stream.Position : 0;
        try
        {
            stream.Write(lines);
            stream.Flush();
        }
        catch (IOException) when (stream.CanSeek)
        {
            TryCut(stream, end);
            throw;
        }
    }

    private static void TryCut(Stream stream, long end)
    {
        try
        {
            stream.SetLength(end);
        }
        catch (Exception failed) when (failed is IOException or NotSupportedException)
        {
            // The first failure is the one to report.
        }
    }
}
