using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Training.Identification;

/// <summary>A labelled listing as an engine that does not know its labels reads it.</summary>
/// <param name="Listing">The listing with its labels.</param>
/// <param name="Reading">Its mentions and vector.</param>
/// <param name="Attributes">The labelled attributes of its category.</param>
internal sealed record LabelledReading(LabelledListing Listing, ListingReading Reading, IReadOnlyList<LabelledAttribute> Attributes);

/// <summary>A labelled attribute of a listing.</summary>
/// <param name="Attribute">The attribute.</param>
/// <param name="Gold">Its right labels; empty for none.</param>
/// <param name="Dense">Its dense scores; null without an encoder.</param>
/// <param name="Lexical">Its lexical shares; null without.</param>
internal sealed record LabelledAttribute(
    AttributeDefinition Attribute, IReadOnlyList<string> Gold, AttributeScores? Dense, IReadOnlyDictionary<string, double>? Lexical)
{
    /// <summary>Its features, written when first asked for.</summary>
    public KnownFeatures Known { get; } = new();

    /// <summary>Whether a value is one of the right labels: as written, or for lists that differ from the labels in case alone, by its key.</summary>
    public bool IsRight(string label) =>
        Gold.Contains(label, StringComparer.Ordinal) || (!Attribute.CaseSensitive && Gold.Any(gold => TextKey.Of(gold) == TextKey.Of(label)));
}
