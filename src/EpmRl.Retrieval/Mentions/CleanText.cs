using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Mentions;

/// <summary>A text in the plain form used by readers, with a mapping back to the original.</summary>
/// <remarks>
/// Three steps: markup is removed and character references decoded (<see cref="PlainText"/>), characters get their plain form (<see
/// cref="PlainCharacters"/>), and sentences that were run together are separated (<see cref="RunTogether"/>).
/// </remarks>
internal sealed class CleanText
{
    private readonly TracedText traced;

    private CleanText(string original, TracedText traced)
    {
        Original = original;
        this.traced = traced;
    }

    /// <summary>The original text.</summary>
    public string Original { get; }

    /// <summary>The cleaned text.</summary>
    public string Text => traced.Text;

    /// <summary>
    /// Positions of the cleaned text at which a sentence begins because a paragraph, a list item, a table's cell or a line ended.
    /// </summary>
    public IReadOnlyList<int> Breaks => traced.Breaks;

    /// <summary>Cleans a text.</summary>
    public static CleanText Of(string original)
    {
        ArgumentNullException.ThrowIfNull(original);
        return new CleanText(original, RunTogether.Part(PlainCharacters.Of(PlainText.Of(original))));
    }

    /// <summary>Maps a span of the cleaned text to the original.</summary>
    /// <param name="start">First cleaned character.</param>
    /// <param name="end">The cleaned character after its last; more than <paramref name="start"/>.</param>
    /// <returns>[start, end) in UTF-16 units of <see cref="Original"/>.</returns>
    public (int Start, int End) ToOriginal(int start, int end) => traced.SourceOf(start, end);
}
