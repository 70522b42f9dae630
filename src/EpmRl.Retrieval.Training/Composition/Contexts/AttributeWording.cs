using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Training.Composition;

/// <summary>An attribute of a category as it is worded in one language.</summary>
internal sealed class AttributeWording
{
    private readonly IValueSource values;
    private readonly IReadOnlyList<string> names;

    private AttributeWording(
        AttributeDefinition attribute, IReadOnlyList<string> names, IReadOnlySet<string> traits, IValueSource values, bool needsName)
    {
        (Attribute, this.names, Traits, this.values, NeedsName) = (attribute, names, traits, values, needsName);
    }

    /// <summary>The attribute.</summary>
    public AttributeDefinition Attribute { get; }

    /// <summary>Its first name in the language; null when that is unknown.</summary>
    public string? Name => names.Count == 0 ? null : names[0];

    /// <summary>
    /// What frames can take: its kind, packs, dimension, id and name; <c>features</c> for several values that are no colours or materials,
    /// <c>brand</c> for makers, and <c>model</c> for their codes.
    /// </summary>
    public IReadOnlySet<string> Traits { get; }

    /// <summary>Whether there is a second value to choose.</summary>
    public bool HasOther => values.Count > 1;

    /// <summary>Whether a value says nothing without the attribute's name, since another attribute of the category has such values.</summary>
    public bool NeedsName { get; }

    /// <summary>Whether its values are makers.</summary>
    public bool IsBrand => Traits.Contains("brand");

    /// <summary>Whether its values are codes of models.</summary>
    public bool IsModel => Traits.Contains("model");

    /// <summary>One of its names in the language.</summary>
    public string NameOf(Random random) => names[random.Next(names.Count)];

    /// <summary>Chooses a value.</summary>
    /// <param name="random">Source of randomness.</param>
    /// <param name="not">The key of a value that is not to be chosen; null for none.</param>
    public DrawnValue Draw(Random random, string? not = null) => values.Draw(random, not);

    /// <summary>The attributes of a category that have words in a language.</summary>
    public static IReadOnlyList<AttributeWording> Of(Category category, ProductTaxonomy taxonomy, ContextLanguage language)
    {
        var wordings = new List<AttributeWording>();
        foreach (AttributeDefinition attribute in category.Attributes)
        {
            bool isBrand = attribute.IsNamed && TextKey.Of(attribute.Name) is "brand" or "brand name" or "manufacturer" or "maker";
            bool isModel = attribute.IsCode && attribute.Identifier?.Gtin != true;
            IValueSource? values = isBrand ? new MadeUpValues(MadeUpNames.Maker)
                : isModel ? new MadeUpValues(MadeUpNames.Code)
                : attribute.IsQuantity ? QuantityValues.Of(attribute, taxonomy.Units, language)
                : attribute.IsNamed ? NamedValues.Of(attribute, taxonomy, language)
                : null;
            if (values is { Count: > 0 })
            {
                wordings.Add(new AttributeWording(
                    attribute, NamesOf(attribute, taxonomy, language), TraitsOf(attribute, taxonomy.Units, isBrand, isModel), values,
                    IsAmbiguous(attribute, category, taxonomy.Units)));
            }
        }

        return wordings;
    }

    private static IReadOnlyList<string> NamesOf(AttributeDefinition attribute, ProductTaxonomy taxonomy, ContextLanguage language) =>
        language.Attributes.TryGetValue(TextKey.Of(attribute.Name), out IReadOnlyList<string>? names) ? names
        : language.Is(taxonomy.Locale) ? [attribute.Name, attribute.Name.ToLowerInvariant()]
        : [];

    private static HashSet<string> TraitsOf(AttributeDefinition attribute, UnitPack units, bool isBrand, bool isModel)
    {
        HashSet<string> traits =
            [AttributeKinds.Of(attribute.Kind).Word, attribute.Id, attribute.Name.ToLowerInvariant(), .. attribute.Packs];
        if (Dimension(attribute, units) is { } dimension)
        {
            traits.Add(dimension);
        }

        if (isBrand || isModel)
        {
            return [isBrand ? "brand" : "model", attribute.Id];
        }

        if (attribute.IsNamed && attribute.MaxValues > 1 && !attribute.Packs.Contains("colors") && !attribute.Packs.Contains("materials"))
        {
            traits.Add("features");
        }

        return traits;
    }

    // "60 cm" alone is neither a width nor a height, and "black" not the colour of a lens.
    private static bool IsAmbiguous(AttributeDefinition attribute, Category category, UnitPack units)
    {
        string? dimension = Dimension(attribute, units);
        return category.Attributes.Any(other => other.Id != attribute.Id && (attribute.IsQuantity
            ? other.IsQuantity && (dimension is null || Dimension(other, units) == dimension)
            : attribute.IsNamed && other.IsNamed && other.Name.Length < attribute.Name.Length && other.Packs.Any(attribute.Packs.Contains)));
    }

    private static string? Dimension(AttributeDefinition attribute, UnitPack units) =>
        QuantityValues.UnitOf(attribute) is { } spelling
            ? units.Units.FirstOrDefault(unit => unit.Spellings.Contains(spelling))?.Dimension
            : null;
}
