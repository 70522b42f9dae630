using System.Text;

namespace EpmRl.Retrieval.Cli.Frame;

/// <summary>Writes all text as <see cref="VisibleText"/>; commands get no other writer, so that none of them can forget it.</summary>
/// <param name="inner">Takes the text.</param>
internal sealed class VisibleWriter(TextWriter inner) : TextWriter
{
    private readonly StringBuilder visible = new();
    private char? half; // the first half of a surrogate pair whose second has not been written yet

    /// <inheritdoc/>
    public override System.Text.Encoding Encoding => inner.Encoding;

    /// <inheritdoc/>
    [System.Diagnostics.CodeAnalysis.AllowNull]
    public override string NewLine { get => inner.NewLine; set => inner.NewLine = value; }

    /// <inheritdoc/>
    public override void Write(char value) => Write([value]);

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    /// <inheritdoc/>
    public override void Write(string? value) => Write(value.AsSpan());

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> buffer)
    {
        Add(buffer);
        Pass();
    }

    /// <inheritdoc/>
    public override Task WriteAsync(string? value)
    {
        Write(value); // the inner writer buffers
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override void WriteLine(string? value)
    {
        // One write for each line, so that lines of several threads do not mix.
        Add(value);
        Add(NewLine);
        Pass();
    }

    /// <inheritdoc/>
    public override void Flush() => inner.Flush();

    private void Add(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return;
        }

        if (half is { } first)
        {
            half = null;
            bool pair = char.IsLowSurrogate(text[0]);
            VisibleText.Append(visible, pair ? [first, text[0]] : [first]);
            text = text[(pair ? 1 : 0)..];
        }

        if (text is [.., var last] && char.IsHighSurrogate(last))
        {
            half = last;
            text = text[..^1];
        }

        VisibleText.Append(visible, text);
    }

    private void Pass()
    {
        if (visible.Length > 0)
        {
            inner.Write(visible);
            visible.Clear();
        }
    }
}
