using System.Text;

namespace EpmRl.Retrieval.Text;

/// <summary>Builds a traced text, character by character.</summary>
/// <param name="source">The source text, whose breaks are inherited.</param>
internal sealed class TracedTextBuilder(TracedText source)
{
    private readonly StringBuilder text = new(source.Text.Length + 16);
    private readonly List<int> starts = []; // empty until a character is moved: most texts are their own source
    private readonly List<int> ends = [];
    private readonly List<int> breaks = [];
    private int inherited; // breaks of the source passed so far
    private bool moved;

    /// <summary>Characters written.</summary>
    public int Length => text.Length;

    /// <summary>The last character; a blank at the beginning.</summary>
    public char Last => text.Length == 0 ? ' ' : text[^1];

    /// <summary>Whether the last character's source span ends at a position.</summary>
    public bool Touches(int position) => text.Length > 0 && LastPiece.End == position;

    /// <summary>A character that was written.</summary>
    public char this[int index]
    {
        get => text[index];
        set => text[index] = value;
    }

    /// <summary>Writes a character derived from source[start, end).</summary>
    public void Append(char c, int start, int end)
    {
        while (inherited < source.Breaks.Count && source.Breaks[inherited] <= start)
        {
            inherited++;
            Break();
        }

        if (start != text.Length || end != start + 1)
        {
            Move();
        }

        text.Append(c);
        if (moved)
        {
            starts.Add(start);
            ends.Add(end);
        }
    }

    /// <summary>Writes characters all derived from source[start, end).</summary>
    public void Append(ReadOnlySpan<char> piece, int start, int end)
    {
        foreach (char c in piece)
        {
            Append(c, start, end);
        }
    }

    /// <summary>Writes characters missing in the source; they belong to the last character's span.</summary>
    public void Insert(ReadOnlySpan<char> piece)
    {
        if (text.Length > 0)
        {
            (int start, int end) = LastPiece;
            Append(piece, start, end);
        }
    }

    /// <summary>Replaces the last character by one whose source span ends later.</summary>
    public void ReplaceLast(char c, int end)
    {
        Move();
        text[^1] = c;
        ends[^1] = end;
    }

    /// <summary>Removes the trailing blanks.</summary>
    public void TrimEnd()
    {
        int length = text.Length;
        while (length > 0 && char.IsWhiteSpace(text[length - 1]))
        {
            length--;
        }

        if (moved)
        {
            starts.RemoveRange(length, text.Length - length);
            ends.RemoveRange(length, text.Length - length);
        }

        text.Length = length;
        while (breaks.Count > 0 && breaks[^1] > length)
        {
            breaks.RemoveAt(breaks.Count - 1);
        }
    }

    /// <summary>Removes the break at a position.</summary>
    public void Unbreak(int position)
    {
        int at = breaks.LastIndexOf(position);
        if (at >= 0)
        {
            breaks.RemoveAt(at);
        }
    }

    /// <summary>Ends a sentence at the end of the output.</summary>
    public void Break()
    {
        if (text.Length > 0 && (breaks.Count == 0 || breaks[^1] < text.Length))
        {
            breaks.Add(text.Length);
        }
    }

    /// <summary>The text, traced to the source.</summary>
    public TracedText ToText() => new(text.ToString(), moved ? [.. starts] : null, moved ? [.. ends] : null, [.. breaks]);

    private (int Start, int End) LastPiece => moved ? (starts[^1], ends[^1]) : (text.Length - 1, text.Length);

    // From here on spans are stored; the characters before map to their own positions.
    private void Move()
    {
        if (!moved)
        {
            moved = true;
            starts.AddRange(Enumerable.Range(0, text.Length));
            ends.AddRange(Enumerable.Range(1, text.Length));
        }
    }
}
