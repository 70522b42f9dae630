using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Training.Identification;

/// <summary>A labelled listing as an engine that does not know its labels reads it.</summary>
/// <param name="Listing">The listing with its labels.</param>
/// <param name="Reading">What rankers look at.</param>
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

    // Labels are learned as candidates write them, and open ones of a file may end in the unit. Those of the list stay as they are.
    private static IReadOnlyList<string> WithoutUnits(IReadOnlyList<string> gold, AttributeDefinition attribute) =>
        attribute.Quantity?.Unit is not { } unit ? gold
        : [.. gold.Select(label => attribute.Values.Any(value => value.Label == label) ? label : LabelQuantities.WithoutUnit(label, unit))];
}

/// <summary>A labelled attribute of a listing.</summary>
/// <param name="Attribute">The attribute.</param>
/// <param name="Gold">Its right labels; empty for none.</param>
internal sealed record LabelledAttribute(AttributeDefinition Attribute, IReadOnlyList<string> Gold)
{
    /// <summary>Its features, written when first asked for.</summary>
    public KnownFeatures Known { get; } = new();

    /// <summary>
    /// Whether a value is one of the right labels: as written, or for lists that differ from the labels in case alone, by its key.
    /// </summary>
    public bool IsRight(string label) =>
        Gold.Contains(label, StringComparer.Ordinal)
            || (!Attribute.CaseSensitive && Gold.Any(gold => TextKey.Of(gold) == TextKey.Of(label)));
}
