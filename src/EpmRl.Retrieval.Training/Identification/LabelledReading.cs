using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Training.Identification;

/// <summary>A labelled listing as read by an engine that does not know its labels.</summary>
/// <param name="Listing">The listing with its labels.</param>
/// <param name="Reading">The input of rankers.</param>
/// <param name="Attributes">The labelled attributes of its category.</param>
internal sealed record LabelledReading(LabelledListing Listing, ListingContext Reading, IReadOnlyList<LabelledAttribute> Attributes)
{
    /// <summary>Joins a reading with the labels of its listing.</summary>
    public static LabelledReading Of(LabelledListing listing, ListingContext reading)
    {
        Dictionary<string, IReadOnlyList<string>> gold =
            listing.Gold.ToDictionary(labels => TextKey.Of(labels.Key), labels => labels.Value, StringComparer.Ordinal);
        return new LabelledReading(
            listing,
            reading,
            [
                .. reading.Category.Attributes.Where(attribute => gold.ContainsKey(TextKey.Of(attribute.Name)))
                    .Select(attribute => new LabelledAttribute(attribute, WithoutUnits(gold[TextKey.Of(attribute.Name)], attribute))),
            ]);
    }

    // Labels are learned as candidates write them, and a file's open labels may end in the unit. Labels of the list stay unchanged.
    private static IReadOnlyList<string> WithoutUnits(IReadOnlyList<string> gold, AttributeDefinition attribute) =>
        attribute.Quantity?.Unit is not { } unit ? gold
        : [.. gold.Select(label => attribute.Values.Any(value => value.Label == label) ? label : LabelQuantities.WithoutUnit(label, unit))];
}

/// <summary>A labelled attribute of a listing.</summary>
/// <param name="Attribute">The attribute.</param>
/// <param name="Gold">Its right labels; empty for none.</param>
internal sealed record LabelledAttribute(AttributeDefinition Attribute, IReadOnlyList<string> Gold)
{
    /// <summary>Its features, computed on first use.</summary>
    public KnownFeatures Known { get; } = new();

    /// <summary>
    /// Whether a value is one of the right labels: literally, or by its key for lists that differ from the labels only in case.
    /// </summary>
    public bool IsRight(string label) =>
        Gold.Contains(label, StringComparer.Ordinal)
            || (!Attribute.CaseSensitive && Gold.Any(gold => TextKey.Of(gold) == TextKey.Of(label)));
}
