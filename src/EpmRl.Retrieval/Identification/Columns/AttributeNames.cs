using EpmRl.Retrieval.Catalog.Fields;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Mentions.Quantities;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification.Columns;

/// <summary>How surely a column names an attribute.</summary>
internal enum Naming
{
    /// <summary>By a mapping: whatever it says is of the attribute.</summary>
    Mapped,

    /// <summary>By the attribute's id or name.</summary>
    Name,

    /// <summary>By a word that announces the attribute in texts, or by what a program means: another thing may be meant.</summary>
    Word,
}

/// <summary>An attribute of a category that a column names.</summary>
/// <param name="Index">Its place among the category's attributes.</param>
/// <param name="Naming">How surely.</param>
/// <param name="Unit">The unit that the column's name states, by its long name; null for none.</param>
internal sealed record NamedAttribute(int Index, Naming Naming, string? Unit);

/// <summary>Which attribute of one category a column names. Safe for concurrent callers.</summary>
internal sealed class AttributeNames
{
    private const int ShortestWord = 3; // of Latin letters: "w" and "gr" mean too much

    private readonly IReadOnlyList<AttributeDefinition> attributes;
    private readonly SharedReaders readers;
    private readonly Dictionary<string, int> names = new(StringComparer.Ordinal); // key → index, or -1 where several have it
    private readonly Dictionary<string, int> words = new(StringComparer.Ordinal);

    /// <summary>Gathers the names of a category's attributes.</summary>
    public AttributeNames(Category category, SharedReaders readers)
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

    /// <summary>The attribute that a column names; null for none.</summary>
    public NamedAttribute? Find(ColumnMeaning column)
    {
        foreach (string mapped in column.Mapped)
        {
            if (IndexIn(names, ColumnKey.Of(mapped)) is { } index)
            {
                return new NamedAttribute(index, Naming.Mapped, column.Names.Select(name => Find(name, index)?.Unit).FirstOrDefault(unit => unit is not null));
            }
        }

        return column.Names.Select(name => Find(name)).FirstOrDefault(found => found is not null)
            ?? (column.Further is { } further && Find(further) is { } meant ? meant with { Naming = Naming.Word } : null);
    }

    private NamedAttribute? Find(string column, int? mapped = null)
    {
        if (Named(ColumnKey.Of(column), mapped) is ({ } whole, { } naming))
        {
            return new NamedAttribute(whole, naming, null);
        }

        (string name, string? bracketed) = ColumnKey.Split(column);
        string key = ColumnKey.Of(name);
        if (name != column && Named(key, mapped) is ({ } index, { } of)
            && (bracketed is null || UnitOf(index, bracketed) is not null || IndexIn(words, ColumnKey.Of(bracketed)) == index))
        {
            return new NamedAttribute(index, of, UnitOf(index, bracketed));
        }

        // "width_mm", "Gewicht in kg".
        int last = key.LastIndexOf(' ');
        string[] before = last > 0 && bracketed is null ? key[..last].Split(' ') : [];
        return before.Length > 0 && Named(string.Join(' ', before is [.., "in"] and [_, _, ..] ? before[..^1] : before), mapped) is ({ } measured, { } surely)
            && UnitOf(measured, key[(last + 1)..]) is { } unit ? new NamedAttribute(measured, surely, unit) : null;
    }

    private (int? Index, Naming? Naming) Named(string key, int? mapped) => mapped is { } index ? (index, Naming.Mapped)
        : IndexIn(names, key) is { } named ? (named, Naming.Name)
        : IndexIn(words, key) is { } announced ? (announced, Naming.Word)
        : (null, null);

    private string? UnitOf(int index, string? spelling) =>
        spelling is not null && attributes[index].Kind is AttributeKind.Measurement or AttributeKind.Number ? readers.FindUnit(spelling.TrimEnd('.'))?.Name : null;

    private static int? IndexIn(Dictionary<string, int> table, string key) => key.Length > 0 && table.TryGetValue(key, out int index) && index >= 0 ? index : null;

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
