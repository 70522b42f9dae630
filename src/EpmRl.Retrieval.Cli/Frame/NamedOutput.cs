namespace EpmRl.Retrieval.Cli.Frame;

/// <summary>Adds the name of the stream to write errors: the message of a full disk does not say which file it was.</summary>
/// <param name="inner">The stream to write.</param>
/// <param name="name">Its name in messages.</param>
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
