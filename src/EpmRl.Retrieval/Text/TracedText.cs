namespace EpmRl.Retrieval.Text;

/// <summary>A text derived from another, with the source span of each of its characters.</summary>
/// <param name="text">The text.</param>
/// <param name="starts">Where each character's source span begins; null where positions are unchanged.</param>
/// <param name="ends">Where it ends.</param>
/// <param name="breaks">Positions at which the source's structure ends a sentence, ascending: the next one begins there.</param>
internal sealed class TracedText(string text, int[]? starts, int[]? ends, int[] breaks)
{
    /// <summary>The text.</summary>
    public string Text => text;

    /// <summary>Positions at which a sentence ends by structure: the end of a paragraph, list item or table cell.</summary>
    public IReadOnlyList<int> Breaks => breaks;

    /// <summary>A text that is its own source.</summary>
    public static TracedText Same(string text) => new(text, null, null, []);

    /// <summary>The source span of a piece of the text.</summary>
    /// <param name="start">First character.</param>
    /// <param name="end">The character after its last; more than <paramref name="start"/>.</param>
    public (int Start, int End) SourceOf(int start, int end) =>
        starts is null || ends is null ? (start, end) : (starts[start], Math.Max(ends[end - 1], starts[start] + 1));

    /// <summary>The piece of the text that a span of the source became.</summary>
    /// <param name="start">First character in the source.</param>
    /// <param name="end">The character after its last.</param>
    /// <returns>The characters whose source spans overlap it; null if there are none.</returns>
    public (int Start, int End)? PlaceOf(int start, int end)
    {
        (int from, int to) = starts is null || ends is null
            ? (start, Math.Min(end, text.Length))
            : (FirstAbove(ends, start), FirstAbove(starts, end - 1));
        return from < to ? (from, to) : null;
    }

    /// <summary>The next step's result, traced to this one's source. The next step keeps this one's breaks itself.</summary>
    public TracedText Then(TracedText next)
    {
        if (starts is null || next.IsSame)
        {
            return starts is null ? next : new TracedText(next.Text, starts, ends, [.. next.Breaks]);
        }

        var from = new int[next.Text.Length];
        var to = new int[next.Text.Length];
        for (int i = 0; i < from.Length; i++)
        {
            (int start, int end) = next.SourceOf(i, i + 1);
            (from[i], to[i]) = SourceOf(start, end);
        }

        return new TracedText(next.Text, from, to, [.. next.Breaks]);
    }

    private bool IsSame => starts is null;

    // Source spans follow each other, so their starts and ends ascend.
    private static int FirstAbove(int[] positions, int position)
    {
        int low = 0;
        for (int high = positions.Length; low < high;)
        {
            int middle = (low + high) / 2;
            (low, high) = positions[middle] <= position ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
