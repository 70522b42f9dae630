namespace EpmRl.Retrieval.Cli.Frame;

/// <summary>Drops what another stream fails to take: messages, when their reader has gone or their disk is full.</summary>
/// <param name="inner">Takes what it can.</param>
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
