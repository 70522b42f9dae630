using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Mentions.Quantities;

/// <summary>Reads units at a place of a text, the longest spelling first.</summary>
internal sealed class UnitLexicon
{
    private readonly Dictionary<string, UnitDefinition?> exact = new(StringComparer.Ordinal);
    private readonly Dictionary<string, UnitDefinition?> folded = new(StringComparer.OrdinalIgnoreCase);
    private readonly int longest;

    /// <summary>Gathers the spellings of a units pack and those that single attributes add.</summary>
    public UnitLexicon(UnitPack units, IEnumerable<string> localSpellings)
    {
        foreach (UnitDefinition unit in units.Units)
        {
            foreach (string spelling in unit.Spellings.Append(unit.Name))
            {
                exact.TryAdd(spelling, unit);
                folded.TryAdd(spelling, unit);
            }
        }

        foreach (string spelling in localSpellings)
        {
            exact.TryAdd(spelling, null);
            folded.TryAdd(spelling, null);
        }

        longest = exact.Keys.Select(spelling => spelling.Length).DefaultIfEmpty().Max();
    }

    /// <summary>The unit that a spelling means; null when it is unknown.</summary>
    public UnitDefinition? Find(string spelling) =>
        exact.TryGetValue(spelling, out UnitDefinition? unit) || folded.TryGetValue(spelling, out unit) ? unit : null;

    /// <summary>Reads the unit that follows a number directly, after a blank or after a dash.</summary>
    /// <param name="text">The cleaned text.</param>
    /// <param name="position">Where the number ends.</param>
    /// <returns>Null when there is none.</returns>
    public UnitReading? Read(string text, int position)
    {
        int start = position;
        if (start < text.Length && text[start] is ' ' or '-')
        {
            start++;
        }

        for (int length = Math.Min(longest, text.Length - start); length > 0; length--)
        {
            int end = start + length;
            if (!EndsWord(text, end))
            {
                continue;
            }

            string spelling = text.Substring(start, length);
            if (exact.TryGetValue(spelling, out UnitDefinition? unit) || folded.TryGetValue(spelling, out unit))
            {
                bool abbreviated = end < text.Length && text[end] == '.' && char.IsLetter(text[end - 1]) && spelling.Length <= 4;
                return new UnitReading(spelling, unit, start, abbreviated ? end + 1 : end);
            }
        }

        return null;
    }

    private static bool EndsWord(string text, int end) =>
        end == text.Length || !char.IsLetter(text[end - 1]) || !char.IsLetterOrDigit(text[end]) || IsGlued(text, end);

    // The next word lost its blank: "15KUltra", "512KBProcessor".
    private static bool IsGlued(string text, int end) =>
        char.IsUpper(text[end - 1]) && end + 2 < text.Length && char.IsUpper(text[end]) && char.IsLower(text[end + 1]) && char.IsLower(text[end + 2]);
}

/// <summary>A unit as a text writes it.</summary>
/// <param name="Spelling">The spelling.</param>
/// <param name="Unit">What it means in general; null for a spelling that single attributes alone know.</param>
/// <param name="Start">First character.</param>
/// <param name="End">The character after its last, a full stop of the abbreviation included.</param>
internal readonly record struct UnitReading(string Spelling, UnitDefinition? Unit, int Start, int End);
