using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>Value lists of a catalogue without lists of codes and numbers, which must be read from the text.</summary>
internal static class OpenLists
{
    private const double WrittenShare = 0.8;

    /// <summary>Removes the values of every attribute of codes, measurements or numbers and opens it; names keep theirs.</summary>
    /// <param name="taxonomy">A taxonomy; its kinds, units and role words are kept.</param>
    /// <returns>A taxonomy of another version.</returns>
    public static ProductTaxonomy Of(ProductTaxonomy taxonomy)
    {
        ArgumentNullException.ThrowIfNull(taxonomy);
        return With(taxonomy, Open);
    }

    /// <summary>Removes the values of every attribute and opens it.</summary>
    /// <param name="taxonomy">A taxonomy; its kinds, units and role words are kept.</param>
    /// <returns>A taxonomy of another version.</returns>
    public static ProductTaxonomy Empty(ProductTaxonomy taxonomy)
    {
        ArgumentNullException.ThrowIfNull(taxonomy);
        return With(taxonomy, attribute => attribute with { Open = true, Values = [], MixedValue = null });
    }

    private static ProductTaxonomy With(ProductTaxonomy taxonomy, Func<AttributeDefinition, AttributeDefinition> change)
    {
        AttributeDefinition[] attributes = [.. taxonomy.Attributes.Select(change)];
        var byId = attributes.ToDictionary(attribute => attribute.Id, StringComparer.Ordinal);
        Category[] categories =
        [
            .. taxonomy.Categories.Select(
                category => category with { Attributes = [.. category.Attributes.Select(attribute => byId[attribute.Id])] }),
        ];
        string version = TaxonomyVersion.Of(
            taxonomy.Name, taxonomy.Locale, categories, attributes, taxonomy.Packs, taxonomy.Units, taxonomy.NumberWords);
        return new ProductTaxonomy(
            taxonomy.Name, version, categories, attributes, taxonomy.Packs, taxonomy.Units, taxonomy.NumberWords, taxonomy.Locale);
    }

    /// <summary>
    /// Opens the name attributes whose labels listings spell out: if known makers are in the text, a new maker may be. Others stay closed.
    /// </summary>
    /// <param name="taxonomy">A taxonomy.</param>
    /// <param name="listings">Labelled listings.</param>
    public static ProductTaxonomy WithNames(ProductTaxonomy taxonomy, IReadOnlyList<LabelledListing> listings)
    {
        ArgumentNullException.ThrowIfNull(taxonomy);
        ArgumentNullException.ThrowIfNull(listings);
        var written = new Dictionary<string, (int Count, int All)>(StringComparer.Ordinal);
        foreach (LabelledListing listing in listings)
        {
            string text = $" {string.Join(' ', FieldText.Of(listing.Profile).SelectMany(field => field.Words).Select(word => word.Key))} ";
            foreach ((string name, IReadOnlyList<string> gold) in listing.Gold.Where(labels => labels.Value.Count > 0))
            {
                (int count, int all) = written.GetValueOrDefault(TextKey.Of(name));
                written[TextKey.Of(name)] = (count + (gold.Any(label => Occurs(label, text)) ? 1 : 0), all + 1);
            }
        }

        return With(taxonomy, attribute =>
            attribute.IsNamed && attribute.MixedValue is null
            && written.TryGetValue(TextKey.Of(attribute.Name), out (int Count, int All) share) && share.Count >= WrittenShare * share.All
                ? attribute with { Open = true }
                : attribute);
    }

    private static bool Occurs(string label, string text) =>
        text.Contains($" {string.Join(' ', Word.Split(label).Select(word => word.Key))} ", StringComparison.Ordinal);

    private static AttributeDefinition Open(AttributeDefinition attribute) =>
        attribute.IsNamed ? attribute : attribute with { Open = true, Values = [], MixedValue = null };
}
