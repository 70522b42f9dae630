using System.Text;
using EpmRl.Retrieval.Mentions;

namespace EpmRl.Retrieval.Training.Contrastive;

/// <summary>
/// The places of a text where a label is spelled out: its letters and digits one after another, with any characters between them
/// ("539843-001" for 539843001). The adjacent character at either end is of the other class ("146" in "146GB"), unless the label is a code.
/// </summary>
internal static class SpelledValue
{
    private const int MostBetween = 2; // other characters between two of the label's
    private const int ShortestCode = 5; // which may occur inside a longer one

    /// <summary>The places, left to right, none overlapping another.</summary>
    public static List<Range> Find(string text, string label)
    {
        var places = new List<Range>();
        string key = CodeKey.Of(label);
        bool code = key.Length >= ShortestCode && key.Any(char.IsAsciiDigit);
        for (int start = 0; key.Length > 0 && start < text.Length; start++)
        {
            int end = EndOf(text, start, key);
            if (end > 0 && (code || (IsEdge(text, start) && IsEdge(text, end))))
            {
                places.Add(start..end);
                start = end - 1;
            }
        }

        return places;
    }

    /// <summary>Replaces places of a text by another label, with the separators of the original if the lengths match.</summary>
    public static string Replace(string text, IReadOnlyList<Range> places, string label)
    {
        var replaced = new StringBuilder();
        int from = 0;
        foreach (Range place in places)
        {
            replaced.Append(text, from, place.Start.Value - from).Append(Like(text[place], label));
            from = place.End.Value;
        }

        return replaced.Append(text, from, text.Length - from).ToString();
    }

    private static string Like(string before, string label)
    {
        string key = string.Concat(label.Where(char.IsLetterOrDigit));
        if (key.Length != before.Count(char.IsLetterOrDigit) || !key.Any(char.IsAsciiDigit))
        {
            return label;
        }

        int next = 0;
        return string.Concat(before.Select(mark => char.IsLetterOrDigit(mark) ? key[next++] : mark));
    }

    private static int EndOf(string text, int start, string key)
    {
        int at = start;
        for (int k = 0; k < key.Length; k++)
        {
            int between = 0;
            while (k > 0 && at < text.Length && !char.IsLetterOrDigit(text[at]) && between < MostBetween)
            {
                (at, between) = (at + 1, between + 1);
            }

            if (at == text.Length || char.ToUpperInvariant(text[at]) != key[k])
            {
                return -1;
            }

            at++;
        }

        return at;
    }

    private static bool IsEdge(string text, int at) =>
        at == 0 || at == text.Length
        || !char.IsLetterOrDigit(text[at - 1]) || !char.IsLetterOrDigit(text[at])
        || char.IsDigit(text[at - 1]) != char.IsDigit(text[at]);
}
