namespace EpmRl.Retrieval.Cli.Frame;

/// <summary>Names the stream in the failures of its writes: a full disk's own message does not say whose.</summary>
/// <param name="inner">Takes what is written.</param>
/// <param name="name">What a message calls it.</param>
internal sealed class NamedOutput(Stream inner, string name) : OutputOnly
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
            throw new IOException($"{exception.Message} : '{name}'", exception.HResult); // as the runtime names files
        }
    }
}
