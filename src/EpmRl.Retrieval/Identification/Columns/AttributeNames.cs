using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification;

/// <summary>How surely a column names an attribute.</summary>
internal enum Naming
{
    /// <summary>By a mapping: the column always holds the attribute.</summary>
    Mapped,

    /// <summary>By the attribute's id or name, or by a role word of an attribute with named values, which counts as a name.</summary>
    Name,

    /// <summary>
    /// By another role word, or by a name that only means the attribute in a certain program's exports: it may mean something else.
    /// </summary>
    Word,
}

/// <summary>An attribute of a category that a column names.</summary>
/// <param name="Index">Its index among the category's attributes.</param>
/// <param name="Naming">How surely.</param>
/// <param name="Unit">The long name of the unit stated in the column's name; null without one.</param>
internal sealed record NamedAttribute(int Index, Naming Naming, string? Unit);

/// <summary>Finds the attribute of a category that a column names. Safe for concurrent callers.</summary>
internal sealed class AttributeNames
{
    private const int ShortestWord = 3; // Latin letters: "w" and "gr" are ambiguous

    private readonly IReadOnlyList<AttributeDefinition> attributes;
    private readonly MentionReaderFactory readers;
    private readonly Dictionary<string, int> names = new(StringComparer.Ordinal); // key → index, or -1 if several have it
    private readonly Dictionary<string, int> words = new(StringComparer.Ordinal);

    /// <summary>Gathers the names of a category's attributes.</summary>
    public AttributeNames(Category category, MentionReaderFactory readers)
    {
        attributes = category.Attributes;
        this.readers = readers;
        for (int i = 0; i < attributes.Count; i++)
        {
            Add(names, attributes[i].Id, i);
            Add(names, attributes[i].Name, i);
            foreach (string word in readers.Widened(attributes[i]).RoleWords)
            {
                if (IsTelling(word))
                {
                    Add(words, word, i);
                }
            }
        }
    }

    /// <summary>The attribute that a column names; null if none.</summary>
    public NamedAttribute? Find(ColumnMeaning column)
    {
        foreach (string mapped in column.Mapped)
        {
            if (IndexIn(names, ColumnKey.Of(mapped)) is { } index)
            {
                return new NamedAttribute(
                    index, Naming.Mapped, column.Names.Select(name => StatedUnit(name, index)).FirstOrDefault(unit => unit is not null));
            }
        }

        return column.Names.Select(Find).FirstOrDefault(found => found is not null)
            ?? (column.Further is { } further && Find(further) is { } meant ? meant with { Naming = Naming.Word } : null);
    }

    private NamedAttribute? Find(string column)
    {
        if (Named(ColumnKey.Of(column)) is ({ } whole, { } naming))
        {
            return new NamedAttribute(whole, naming, null);
        }

        (string name, string? bracketed) = ColumnKey.Split(column);
        string key = ColumnKey.Of(name);
        if (name != column && Named(key) is ({ } index, { } surely)
            && (bracketed is null || UnitOf(index, bracketed) is not null || IndexIn(words, ColumnKey.Of(bracketed)) == index))
        {
            return new NamedAttribute(index, surely, UnitOf(index, bracketed));
        }

        // "width_mm", "Gewicht in kg".
        int last = key.LastIndexOf(' ');
        string before = last > 0 && bracketed is null ? key[..last] : "";
        before = before.EndsWith(" in", StringComparison.Ordinal) ? before[..^" in".Length] : before;
        return Named(before) is ({ } measured, { } sure) && UnitOf(measured, key[(last + 1)..]) is { } unit
            ? new NamedAttribute(measured, sure, unit)
            : null;
    }

    // The unit in brackets or at the end of a name.
    private string? StatedUnit(string column, int index)
    {
        (string name, string? bracketed) = ColumnKey.Split(column);
        string key = ColumnKey.Of(name);
        return bracketed is not null
            ? UnitOf(index, bracketed)
            : key.LastIndexOf(' ') is > 0 and var last
            ? UnitOf(index, key[(last + 1)..])
            : null;
    }

    private (int? Index, Naming? Naming) Named(string key) => IndexIn(names, key) is { } named ? (named, Naming.Name)
        : IndexIn(words, key) is { } announced ? (announced, IsName(announced, key) ? Naming.Name : Naming.Word)
        : (null, null);

    // "Farbe" and "colour" are names of a colour attribute; "display" is not a name of the screen size, and "for" not of a gender.
    private bool IsName(int index, string word) => attributes[index].IsNamed
        && !readers.IsCue(word, CueKind.For) && !readers.IsCue(word, CueKind.Of) && !readers.IsCue(word, CueKind.By)
        && !readers.IsCue(word, CueKind.With);

    private string? UnitOf(int index, string? spelling) =>
        spelling is not null && attributes[index].IsQuantity ? readers.FindUnit(spelling.TrimEnd('.'))?.Name : null;

    private static int? IndexIn(Dictionary<string, int> table, string key) =>
        key.Length > 0 && table.TryGetValue(key, out int index) && index >= 0 ? index : null;

    private static void Add(Dictionary<string, int> table, string name, int index)
    {
        string key = ColumnKey.Of(name);
        if (key.Length > 0)
        {
            table[key] = table.TryGetValue(key, out int other) && other != index ? -1 : index;
        }
    }

    private static bool IsTelling(string word) => word.Count(char.IsLetter) >= ShortestWord || word.Any(Letters.IsIdeograph);
}
