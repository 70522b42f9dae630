using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Training.Composition;

/// <summary>A listing with labelled places.</summary>
/// <param name="Profile">The listing.</param>
/// <param name="Category">Its category.</param>
/// <param name="Spans">The places whose label is known, in the order of the text.</param>
/// <param name="Twin">The same id for a listing and its twin, which differs by the cue of one place; null without a twin.</param>
internal sealed record SpanExample(ProductProfile Profile, Category Category, IReadOnlyList<SpanLabel> Spans, string? Twin);
