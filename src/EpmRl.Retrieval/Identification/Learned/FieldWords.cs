using EpmRl.Retrieval.Mentions;

namespace EpmRl.Retrieval.Identification;

/// <summary>The words of a field as used by features, addressed by spans of the original text.</summary>
internal sealed class FieldWords
{
    private const int LongestWord = 20;
    private readonly FieldText field;
    private readonly int[] starts; // in the original text
    private readonly int[] ends;
    private readonly string?[] shapes;

    public FieldWords(FieldText field)
    {
        this.field = field;
        shapes = new string?[field.Words.Count];
        starts = new int[shapes.Length];
        ends = new int[shapes.Length];
        for (int i = 0; i < shapes.Length; i++)
        {
            (starts[i], ends[i]) = field.Clean.ToOriginal(field.Words[i].Start, field.Words[i].End);
        }
    }

    /// <summary>The words that a span of the original text touches: [First, End).</summary>
    public (int First, int End) At(int start, int end)
    {
        int first = Array.BinarySearch(ends, start + 1);
        first = first < 0 ? ~first : first;
        int last = Array.BinarySearch(starts, end);
        last = last < 0 ? ~last : last;
        return (first, Math.Max(first, last));
    }

    /// <summary>
    /// A word by its index, with numbers as <c>0</c>: "12" and "48" count as one word. <c>^</c> and <c>$</c> beyond the ends.
    /// </summary>
    public string Shape(int word) => word < 0 ? "^" : word >= shapes.Length ? "$" : shapes[word] ??= ShapeOf(field.Words[word].Key);

    /// <summary>The text between a word and the one before it; <c>^</c> at the beginning.</summary>
    public ReadOnlySpan<char> GapBefore(int word) => word <= 0 ? "^" : word >= shapes.Length ? "$"
        : Clip(field.Text.AsSpan(field.Words[word - 1].End, field.Words[word].Start - field.Words[word - 1].End));

    /// <summary>The word before the nearest colon ahead of a word, as in a line of a specification; null when none is near.</summary>
    public int? Label(int word)
    {
        const int Reach = 60;
        if (word >= shapes.Length || word <= 0)
        {
            return null;
        }

        int end = field.Words[word].Start;
        int from = Math.Max(0, end - Reach);
        int colon = field.Text.AsSpan(from, end - from).LastIndexOf(':');
        int before = colon < 0 ? -1 : field.WordAt(from + colon) - 1;
        return before >= 0 ? before : null;
    }

    private static ReadOnlySpan<char> Clip(ReadOnlySpan<char> gap) => gap.Length > 4 ? gap[..4] : gap;

    private static string ShapeOf(string key)
    {
        Span<char> shape = stackalloc char[LongestWord];
        int length = 0;
        foreach (char c in key)
        {
            char mapped = char.IsAsciiDigit(c) ? '0' : c;
            if (mapped == '0' && length > 0 && shape[length - 1] == '0')
            {
                continue;
            }

            if (length == LongestWord)
            {
                break;
            }

            shape[length++] = mapped;
        }

        return shape[..length].ToString();
    }
}
