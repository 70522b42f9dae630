using System.Collections.Concurrent;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification;

/// <summary>
/// Identifies the attributes of listings whose category is known: reads, ranks, decides. Needs neither index nor encoder. Attributes are
/// prepared once for all categories that share them. Safe for concurrent callers.
/// </summary>
internal sealed class ListingIdentifier
{
    private readonly IRanker ranker;
    private readonly Calibration? calibration;
    private readonly ConcurrentDictionary<string, AttributeDecider> deciders = new(StringComparer.Ordinal); // by attribute id

    /// <summary>Prepares a taxonomy.</summary>
    /// <param name="taxonomy">The taxonomy.</param>
    /// <param name="options">The options.</param>
    /// <param name="spans">Scores the places of mentions; null without a reader.</param>
    public ListingIdentifier(ProductTaxonomy taxonomy, IdentificationOptions options, SpanScorer? spans = null)
    {
        ranker = options.Model is { } model ? new LearnedRanker(model) : new FixedRule();
        calibration = options.Calibration;
        Mentions = new MentionReaderFactory(taxonomy, ranker.UsesOpenNames);
        Reader = new ListingReader(Mentions, options.Channels, spans);
    }

    /// <summary>The mention readers of the taxonomy.</summary>
    public MentionReaderFactory Mentions { get; }

    /// <summary>Reads the listings.</summary>
    public ListingReader Reader { get; }

    /// <summary>Identifies the attributes of a listing.</summary>
    /// <param name="listing">The listing, from <see cref="Reader"/>.</param>
    /// <param name="cancellationToken">Checked between attributes.</param>
    /// <returns>One answer for each attribute of the category, in its order.</returns>
    public AttributeAnswer[] Identify(ListingContext listing, CancellationToken cancellationToken = default) => Reader.UsesMentions
        ? [.. ranker.Rank(listing, cancellationToken).Select(ranking => DeciderOf(ranking.Attribute).Decide(ranking.Candidates, listing))]
        : [.. listing.Category.Attributes.Select(attribute =>
            DeciderOf(attribute).DecideDense(listing.DenseOf(attribute) ?? new AttributeScores(attribute.Id, 0, [])))];

    /// <summary>The decider of an attribute.</summary>
    public AttributeDecider DeciderOf(AttributeDefinition attribute) => deciders.GetOrAdd(
        attribute.Id, _ => new AttributeDecider(attribute, ranker, calibration?.CurveOf(attribute), Mentions.QuantitiesOf(attribute)));
}
