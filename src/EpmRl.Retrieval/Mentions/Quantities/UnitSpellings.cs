using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Mentions;

/// <summary>The spellings of a taxonomy's units. Symbols keep their case where it tells units, or a unit and a word, apart.</summary>
internal sealed class UnitSpellings
{
    private const string Words = "words"; // family of spellings that are ordinary words without their case
    private static readonly double[] Parts = [12, 60, 100];
    private readonly Dictionary<UnitDefinition, UnitDefinition> smaller = [];
    private readonly Dictionary<string, List<UnitDefinition>> exact = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<UnitDefinition>> folded = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<UnitDefinition>> shortForms = new(StringComparer.Ordinal);

    /// <summary>Gathers the spellings of a units pack.</summary>
    public UnitSpellings(UnitPack units, QuantityWords words)
    {
        Phrases = words;
        foreach (UnitDefinition unit in units.Units)
        {
            // Texts are read in their plain form, in which ℃ is °C and m² is m2.
            foreach (string spelling in
                unit.Spellings.Append(unit.Name).SelectMany(spelling => new[] { spelling, CleanText.Of(spelling).Text }).Distinct())
            {
                Add(exact, spelling, unit);
                Add(folded, spelling, unit);
            }
        }

        foreach ((string spelling, string of) in words.ShortForms)
        {
            if (exact.TryGetValue(of, out List<UnitDefinition>? meant))
            {
                Add(shortForms, spelling, meant[0]);
            }
        }

        foreach (UnitDefinition unit in units.Units)
        {
            if (units.Units.FirstOrDefault(part => part.Dimension == unit.Dimension
                    && unit.Factor > part.Factor && Parts.Contains(Math.Round(unit.Factor / part.Factor, 6))) is { } found)
            {
                smaller.TryAdd(unit, found);
            }
        }

        Longest = exact.Keys.Concat(shortForms.Keys).Select(spelling => spelling.Length).DefaultIfEmpty().Max();
    }

    /// <summary>The words around quantities.</summary>
    public QuantityWords Phrases { get; }

    /// <summary>Characters of the longest spelling.</summary>
    public int Longest { get; }

    /// <summary>The unit that a taxonomy means by a spelling; null when it is unknown.</summary>
    public UnitDefinition? Find(string spelling) =>
        exact.TryGetValue(spelling, out List<UnitDefinition>? units) || folded.TryGetValue(spelling, out units) ? units[0] : null;

    /// <summary>The unit of which a larger one holds sixty, twelve or a hundred.</summary>
    public UnitDefinition? Smaller(UnitDefinition unit) => smaller.TryGetValue(unit, out UnitDefinition? part) ? part : null;

    /// <summary>Whether a spelling is one of a unit, letter for letter.</summary>
    public bool IsExact(string spelling) => exact.ContainsKey(spelling);

    /// <summary>The unit that a listing means by a spelling; null when it means none.</summary>
    /// <param name="spelling">As the text writes it.</param>
    /// <param name="measured">The units that the listing's category measures.</param>
    /// <param name="isLoud">Whether case says nothing there: the letter touches its number, or the text has capitals alone.</param>
    /// <param name="isShort">Whether it is a short form of one letter, which needs a role word beside it.</param>
    public UnitDefinition? Read(string spelling, IReadOnlySet<UnitDefinition> measured, bool isLoud, out bool isShort)
    {
        isShort = false;
        bool isExact = exact.TryGetValue(spelling, out List<UnitDefinition>? known);
        List<UnitDefinition> units = isExact || MayFold(spelling, isLoud, out known) ? known! : [];
        UnitDefinition? own = units.FirstOrDefault(measured.Contains);
        if (own is not null && isExact)
        {
            return own;
        }

        // As the text writes it: where gigabytes and grams are measured, 256G are gigabytes.
        if (shortForms.TryGetValue(spelling, out List<UnitDefinition>? meant) && meant.FirstOrDefault(measured.Contains) is { } full)
        {
            isShort = spelling.Length == 1 && char.IsLetter(spelling[0]);
            return full;
        }

        return own is not null ? own : spelling.Length > 1 || exact.ContainsKey(spelling) ? units.FirstOrDefault() : null;
    }

    // Case says nothing where all spellings that differ by it alone are one unit's. A single letter is a symbol, and keeps it.
    private bool MayFold(string spelling, bool isLoud, out List<UnitDefinition> units)
    {
        units = [];
        if (!folded.TryGetValue(spelling, out List<UnitDefinition>? found) || found.Count > 1 || (spelling.Length == 1 && !isLoud))
        {
            return false;
        }

        units = found;
        return !Phrases.Has(Words, spelling) || exact.ContainsKey(spelling.ToLowerInvariant());
    }

    private static void Add(Dictionary<string, List<UnitDefinition>> spellings, string spelling, UnitDefinition unit)
    {
        if (!spellings.TryGetValue(spelling, out List<UnitDefinition>? units))
        {
            spellings.Add(spelling, units = []);
        }

        if (!units.Contains(unit))
        {
            units.Add(unit);
        }
    }
}
