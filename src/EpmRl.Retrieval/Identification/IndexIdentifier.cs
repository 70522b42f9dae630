using System.Collections.Concurrent;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification;

/// <summary>Identifies listings with one version of an index. Safe for concurrent callers.</summary>
internal sealed class IndexIdentifier
{
    private readonly IVectorIndex index;
    private readonly ITextEncoder encoder;
    private readonly IdentificationOptions options;
    private readonly CategoryResolver categories;
    private readonly ListingIdentifier listings;
    private readonly ConcurrentDictionary<string, CategoryColumns> columns = new(StringComparer.Ordinal); // by category id
    private readonly ConcurrentDictionary<string, ICellReader> cells = new(StringComparer.Ordinal); // by attribute id

    /// <summary>Combines an index and the encoder it was built with.</summary>
    /// <exception cref="SpaceMismatchException">The index was built with another encoder.</exception>
    /// <exception cref="ArgumentException">
    /// The default category is not in the index's taxonomy, or the category threshold is not a probability.
    /// </exception>
    public IndexIdentifier(IVectorIndex index, ITextEncoder encoder, IdentificationOptions options)
    {
        SpaceMismatchException.ThrowIfDifferent(index.Manifest, encoder.Space);
        this.index = index;
        this.encoder = encoder;
        this.options = options;
        if (this.options.Calibration is { } calibration && calibration.Space != encoder.Space.Fingerprint)
        {
            throw new SpaceMismatchException(
                $"The calibration was fitted in space {calibration.Space}, the encoder's is {encoder.Space.Fingerprint}. Fit it again.");
        }

        if (this.options.Model is { } model && model.Space != encoder.Space.Fingerprint)
        {
            throw new SpaceMismatchException(
                $"The identification model was trained in space {model.Space}, the encoder's is {encoder.Space.Fingerprint}. "
                + "Train it again with this encoder.");
        }

        SpanScorer? spans = this.options.ReaderOf(encoder) is { } reader ? new SpanScorer(reader, encoder) : null;
        listings = new ListingIdentifier(index.Taxonomy, this.options, spans);
        categories = new CategoryResolver(index, this.options, new AttributeSupport(index.Taxonomy, listings.Reader));
    }

    /// <summary>Identifies the attributes of one listing whose vector is known.</summary>
    /// <param name="profile">The listing.</param>
    /// <param name="vector">Its unit vector, [D].</param>
    /// <param name="tokens">The states of its tokens; null without.</param>
    /// <param name="truncated">Whether the encoder cut its text.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async ValueTask<TagResult> IdentifyAsync(
        ProductProfile profile, ReadOnlyMemory<float> vector, TokenStates? tokens, bool truncated, CancellationToken cancellationToken)
    {
        var text = new ListingText(profile);
        CategoryAnswer category = await categories.ResolveAsync(text, vector, cancellationToken).ConfigureAwait(false);
        if (category.Id is null || !index.Taxonomy.TryFindCategory(category.Id, out Category? found))
        {
            return Result(profile, category, [], truncated);
        }

        ListingContext listing =
            await listings.Reader.ReadAsync(index, found, text, vector, tokens, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<AttributeAnswer> answers = listings.Identify(listing, cancellationToken);
        return Result(profile, category, ReadsColumns ? Columns(found).Join(profile, answers, cancellationToken) : answers, truncated);
    }

    private bool ReadsColumns => options.Columns && listings.Reader.UsesMentions;

    private CategoryColumns Columns(Category category) =>
        columns.GetOrAdd(category.Id, _ => new CategoryColumns(category, listings.Mentions, listings.DeciderOf, Cells));

    private ICellReader Cells(AttributeDefinition attribute) =>
        cells.GetOrAdd(attribute.Id, _ => CategoryColumns.ReaderOf(attribute, listings.Mentions));

    private TagResult Result(ProductProfile profile, CategoryAnswer category, IReadOnlyList<AttributeAnswer> attributes, bool truncated) =>
        new()
    {
        ListingId = profile.Id,
        Category = category,
        Attributes = attributes,
        TaxonomyVersion = index.Taxonomy.Version,
        Space = encoder.Space.Fingerprint,
        Truncated = truncated,
    };
}
