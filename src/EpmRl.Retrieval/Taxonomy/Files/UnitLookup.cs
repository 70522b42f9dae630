using EpmRl.Retrieval.Files;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>Finds units by their spellings: exact case first, then without case.</summary>
internal sealed class UnitLookup
{
    private readonly Dictionary<string, List<UnitDefinition>> exact = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<UnitDefinition>> folded = new(StringComparer.OrdinalIgnoreCase);

    public UnitLookup(UnitPack pack)
    {
        foreach (UnitDefinition unit in pack.Units)
        {
            foreach (string spelling in unit.Spellings.Append(unit.Name))
            {
                Add(exact, spelling, unit);
                Add(folded, spelling, unit);
            }
        }
    }

    /// <summary>Every unit with this spelling, of any dimension; empty for none.</summary>
    public IReadOnlyList<UnitDefinition> Find(string spelling) =>
        exact.TryGetValue(spelling, out List<UnitDefinition>? units) || folded.TryGetValue(spelling, out units) ? units : [];

    /// <summary>The nearest spelling, for a message.</summary>
    public string Hint(string spelling) =>
        exact.Count == 0 ? " The taxonomy names no pack of units: add 'units' to its packs." : ClosestName.Hint(spelling, exact.Keys);

    private static void Add(Dictionary<string, List<UnitDefinition>> map, string spelling, UnitDefinition unit)
    {
        if (!map.TryGetValue(spelling, out List<UnitDefinition>? units))
        {
            map.Add(spelling, units = []);
        }

        if (units is not [.., UnitDefinition last] || last != unit) // its own spellings are consecutive
        {
            units.Add(unit);
        }
    }
}
