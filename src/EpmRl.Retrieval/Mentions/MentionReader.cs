using EpmRl.Retrieval.Mentions.Quantities;
using EpmRl.Retrieval.Mentions.Readers;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Mentions;

/// <summary>Reads, for every attribute of one category, the places of a listing from which a value can be read.</summary>
/// <remarks>What an attribute accepts is declared in the taxonomy; nothing here knows any attribute by name. Safe for concurrent callers.</remarks>
public sealed class MentionReader
{
    private readonly QuantityScanner scanner;
    private readonly (AttributeDefinition Attribute, IMentionReader[] Readers)[] attributes;

    /// <summary>Prepares the readers of a category.</summary>
    /// <param name="category">The category.</param>
    /// <param name="taxonomy">Its taxonomy: packs, units, number words.</param>
    public MentionReader(Category category, ProductTaxonomy taxonomy)
    {
        ArgumentNullException.ThrowIfNull(category);
        ArgumentNullException.ThrowIfNull(taxonomy);
        var units = new UnitLexicon(
            taxonomy.Units, category.Attributes.SelectMany(attribute => attribute.Quantity?.LocalUnits.Keys ?? []));
        var numbers = new NumberScanner(taxonomy.NumberWords);
        scanner = new QuantityScanner(numbers, units, new RoleWords(category.Attributes));
        var labelScanner = new QuantityScanner(new NumberScanner(NumberWords.Empty), units, new RoleWords([]));
        attributes = [.. category.Attributes.Select(attribute => (attribute, Readers(attribute, category, taxonomy, units, labelScanner)))];
    }

    /// <summary>Reads a listing.</summary>
    /// <param name="fields">Its fields; they are read whole, whatever the encoder's longest input is.</param>
    /// <returns>Attribute id → its mentions, title first, in the order of the text; attributes without any are left out.</returns>
    public IReadOnlyDictionary<string, IReadOnlyList<Mention>> Read(IReadOnlyList<FieldText> fields)
    {
        var mentions = new Dictionary<string, IReadOnlyList<Mention>>(StringComparer.Ordinal);
        FieldReading[] readings = [.. fields.Select(field => new FieldReading(field, scanner.Scan(field)))];
        foreach ((AttributeDefinition attribute, IMentionReader[] readers) in attributes)
        {
            var found = new List<Mention>();
            foreach (FieldReading reading in readings)
            {
                foreach (IMentionReader reader in readers)
                {
                    reader.Read(reading, found);
                }
            }

            if (found.Count > 0)
            {
                mentions.Add(attribute.Id, found);
            }
        }

        return mentions;
    }

    private static IMentionReader[] Readers(
        AttributeDefinition attribute, Category category, ProductTaxonomy taxonomy, UnitLexicon units, QuantityScanner labelScanner)
    {
        switch (attribute.Kind)
        {
            case AttributeKind.Identifier when attribute.Identifier is { Gtin: true }:
                return [new GtinReader(attribute)];
            case AttributeKind.Identifier:
                return [new CodeReader(attribute)];
            case AttributeKind.Measurement or AttributeKind.Number:
                var quantities = new QuantityReader(
                    attribute, units, labelScanner, IsContested(attribute, category, units), MeasureRoles(category));
                // Labels that are no quantities ("counter height", "one size") are read as names.
                TaxonomyValue[] names = [.. Active(attribute).Where(value => QuantityLabel.Read(value, value.Label, labelScanner) is null)];
                return names.Length == 0 ? [quantities] : [quantities, new NameReader(attribute, names, taxonomy.Packs)];
            default:
                return [new NameReader(attribute, Active(attribute), taxonomy.Packs)];
        }
    }

    private static HashSet<string> MeasureRoles(Category category) =>
    [
        .. category.Attributes.Where(attribute => attribute.Kind == AttributeKind.Measurement)
            .SelectMany(attribute => attribute.RoleWords).Select(RoleWords.Key),
    ];

    private static TaxonomyValue[] Active(AttributeDefinition attribute) =>
        [.. attribute.Values.Where(value => value.Status == ValueStatus.Active)];

    // Bare numbers could be anything; quantities of a dimension that several attributes measure need a role to be told apart.
    private static bool IsContested(AttributeDefinition attribute, Category category, UnitLexicon units)
    {
        string? dimension = Dimension(attribute, units);
        return dimension is null
            ? attribute.Kind == AttributeKind.Number
            : category.Attributes.Any(other => other.Id != attribute.Id && Dimension(other, units) == dimension);
    }

    private static string? Dimension(AttributeDefinition attribute, UnitLexicon units)
    {
        string? spelling = attribute.Quantity is { } format ? format.Unit ?? format.InputUnits.FirstOrDefault() : null;
        return spelling is null ? null : units.Find(spelling)?.Dimension;
    }
}
