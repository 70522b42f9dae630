namespace EpmRl.Retrieval.Cli.Frame;

/// <summary>stdout where the caller closed it.</summary>
internal sealed class ClosedOutput : OutputOnly
{
    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer) =>
        throw new IOException("stdout is closed. Redirect it to a file or a pipe, or to /dev/null.");
}
