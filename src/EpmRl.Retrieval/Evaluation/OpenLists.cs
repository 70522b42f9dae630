using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>Value lists as a catalogue without them has: codes and numbers must be read from the text.</summary>
public static class OpenLists
{
    /// <summary>Takes the values from every attribute of codes, measurements or numbers and opens it; names keep theirs.</summary>
    /// <param name="taxonomy">A taxonomy; kinds, units and role words stay as they are.</param>
    /// <returns>A taxonomy of another version.</returns>
    public static ProductTaxonomy Of(ProductTaxonomy taxonomy)
    {
        ArgumentNullException.ThrowIfNull(taxonomy);
        AttributeDefinition[] attributes = [.. taxonomy.Attributes.Select(Open)];
        var byId = attributes.ToDictionary(attribute => attribute.Id, StringComparer.Ordinal);
        Category[] categories =
            [.. taxonomy.Categories.Select(category => category with { Attributes = [.. category.Attributes.Select(attribute => byId[attribute.Id])] })];
        string version = TaxonomyVersion.Of(
            taxonomy.Name, taxonomy.Locale, categories, attributes, taxonomy.Packs, taxonomy.Units, taxonomy.NumberWords);
        return new ProductTaxonomy(
            taxonomy.Name, version, categories, attributes, taxonomy.Packs, taxonomy.Units, taxonomy.NumberWords, taxonomy.Locale);
    }

    private static AttributeDefinition Open(AttributeDefinition attribute) =>
        attribute.Kind is AttributeKind.Identifier or AttributeKind.Measurement or AttributeKind.Number
            ? attribute with { Open = true, Values = [], MixedValue = null }
            : attribute;
}
