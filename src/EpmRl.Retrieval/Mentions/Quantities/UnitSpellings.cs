using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Mentions;

/// <summary>The spellings of a taxonomy's units. Symbols keep their case if it distinguishes units, or a unit from a word.</summary>
internal sealed class UnitSpellings
{
    private const string Words = "words"; // family of spellings that are ordinary words if case is ignored
    private static readonly double[] Parts = [12, 60, 100];
    private readonly Dictionary<UnitDefinition, UnitDefinition> smaller = [];
    private readonly Dictionary<string, List<UnitDefinition>> exact = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<UnitDefinition>> folded = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<UnitDefinition>> shortForms = new(StringComparer.Ordinal);

    /// <summary>Collects the spellings of a unit pack.</summary>
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

    /// <summary>Length of the longest spelling, in characters.</summary>
    public int Longest { get; }

    /// <summary>The unit of a spelling in the taxonomy; null if unknown.</summary>
    public UnitDefinition? Find(string spelling) =>
        exact.TryGetValue(spelling, out List<UnitDefinition>? units) || folded.TryGetValue(spelling, out units) ? units[0] : null;

    /// <summary>The smaller unit of which a larger one is sixty, twelve or a hundred.</summary>
    public UnitDefinition? Smaller(UnitDefinition unit) => smaller.TryGetValue(unit, out UnitDefinition? part) ? part : null;

    /// <summary>Whether a spelling is that of a unit, including case.</summary>
    public bool IsExact(string spelling) => exact.ContainsKey(spelling);

    /// <summary>The unit of a spelling in a listing; null if it is not a unit.</summary>
    /// <param name="spelling">The spelling as written in the text.</param>
    /// <param name="measured">The units that the listing's category measures.</param>
    /// <param name="isLoud">Whether case has no meaning: the letter touches its number, or the text is all capitals.</param>
    /// <param name="isShort">Whether it is a short form of one letter, which needs a role word next to it.</param>
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

        // As written in the text: in a category with gigabytes and grams, 256G means gigabytes.
        if (shortForms.TryGetValue(spelling, out List<UnitDefinition>? meant) && meant.FirstOrDefault(measured.Contains) is { } full)
        {
            isShort = spelling.Length == 1 && char.IsLetter(spelling[0]);
            return full;
        }

        return own is not null ? own : spelling.Length > 1 || exact.ContainsKey(spelling) ? units.FirstOrDefault() : null;
    }

    // Case is ignored if all spellings that differ only in case belong to one unit. A single letter is a symbol and keeps its case.
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
