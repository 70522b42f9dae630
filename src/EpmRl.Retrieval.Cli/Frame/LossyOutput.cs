namespace EpmRl.Retrieval.Cli.Frame;

/// <summary>Drops messages that another stream cannot take, because its reader has gone or its disk is full.</summary>
/// <param name="inner">The other stream.</param>
internal sealed class LossyOutput(Stream inner) : OutputOnly
{
    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            inner.Write(buffer);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }
}
