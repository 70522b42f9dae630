using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Training.Composition;

/// <summary>The attributes of a taxonomy in one language. What it finds for an attribute is kept, since many categories have it.</summary>
/// <param name="taxonomy">The taxonomy.</param>
/// <param name="language">The language.</param>
internal sealed class LanguageVocabulary(ProductTaxonomy taxonomy, ContextLanguage language)
{
    private readonly Dictionary<string, (IValueSource? Values, string? Dimension)> known = new(StringComparer.Ordinal);

    /// <summary>The language.</summary>
    public ContextLanguage Language => language;

    /// <summary>The attribute's values in the language; null where none has words.</summary>
    public IValueSource? ValuesOf(AttributeDefinition attribute) => Known(attribute).Values;

    /// <summary>What an attribute of quantities measures; null for others.</summary>
    public string? DimensionOf(AttributeDefinition attribute) => Known(attribute).Dimension;

    /// <summary>The attribute's names in the language; empty where they are unknown.</summary>
    public IReadOnlyList<string> NamesOf(AttributeDefinition attribute) =>
        language.Attributes.TryGetValue(TextKey.Of(attribute.Name), out IReadOnlyList<string>? names) ? names
        : language.Is(taxonomy.Locale) ? [attribute.Name, attribute.Name.ToLowerInvariant()]
        : [];

    /// <summary>Whether an attribute's values are makers.</summary>
    public bool IsMaker(AttributeDefinition attribute) => attribute.IsNamed && language.Makers.Contains(TextKey.Of(attribute.Name));

    /// <summary>Whether an attribute's values are codes of models.</summary>
    public static bool IsModel(AttributeDefinition attribute) => attribute.IsCode && attribute.Identifier?.Gtin != true;

    private (IValueSource? Values, string? Dimension) Known(AttributeDefinition attribute)
    {
        if (!known.TryGetValue(attribute.Id, out (IValueSource?, string?) found))
        {
            found = (Values(attribute), QuantityValues.UnitOf(attribute) is { } spelling
                ? taxonomy.Units.Units.FirstOrDefault(unit => unit.Spellings.Contains(spelling))?.Dimension
                : null);
            known.Add(attribute.Id, found);
        }

        return found;
    }

    private IValueSource? Values(AttributeDefinition attribute)
    {
        IValueSource? values = IsMaker(attribute) ? new MadeUpValues(MadeUpNames.Maker)
            : IsModel(attribute) ? new MadeUpValues(MadeUpNames.Code)
            : attribute.IsQuantity ? QuantityValues.Of(attribute, taxonomy.Units, language)
            : attribute.IsNamed ? NamedValues.Of(attribute, taxonomy, language)
            : null;
        return values is { Count: > 0 } ? values : null;
    }
}
