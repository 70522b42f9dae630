using System.Text;

namespace EpmRl.Retrieval.Cli.Frame;

/// <summary>Decodes UTF-8 data that goes to a terminal, and writes it as text.</summary>
/// <param name="writer">Takes the text, and makes it visible.</param>
internal sealed class VisibleStream(TextWriter writer) : OutputOnly
{
    private readonly Decoder decoder = System.Text.Encoding.UTF8.GetDecoder();

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        var text = new char[System.Text.Encoding.UTF8.GetMaxCharCount(buffer.Length)];
        int count = decoder.GetChars(buffer, text, flush: false);
        writer.Write(text.AsSpan(0, count));
    }

    /// <inheritdoc/>
    public override void Flush() => writer.Flush();
}
