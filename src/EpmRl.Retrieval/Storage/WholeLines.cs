namespace EpmRl.Retrieval.Storage;

/// <summary>Appends lines to a file that stays valid when the run is interrupted or the disk is full.</summary>
internal static class WholeLines
{
    /// <summary>Writes complete lines at once; a failed write leaves nothing, so the file ends in a complete line.</summary>
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
            // Report the first failure.
        }
    }
}
