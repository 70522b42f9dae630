using System.Globalization;
using Spectre.Console;

namespace EpmRl.Retrieval.Cli.Frame;

/// <summary>A text stream as Spectre wants it; wide enough for tables where no terminal says how wide it is.</summary>
internal sealed class TerminalOutput(TextWriter writer, bool isTerminal, string? columns) : IAnsiConsoleOutput
{
    private const int RedirectedWidth = 120;

    /// <inheritdoc/>
    public TextWriter Writer => writer;

    /// <inheritdoc/>
    public bool IsTerminal => isTerminal;

    /// <inheritdoc/>
    public int Width =>
        int.TryParse(columns, NumberStyles.None, CultureInfo.InvariantCulture, out int width) && width is >= 40 and <= 1000 ? width
        : isTerminal && Console.WindowWidth > 0 ? Console.WindowWidth
        : RedirectedWidth;

    /// <inheritdoc/>
    public int Height => isTerminal && Console.WindowHeight > 0 ? Console.WindowHeight : 50;

    /// <inheritdoc/>
    public void SetEncoding(System.Text.Encoding encoding)
    {
        // Always UTF-8.
    }
}
