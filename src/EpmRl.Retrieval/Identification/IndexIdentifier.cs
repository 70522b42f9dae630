using System.Collections.Concurrent;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Prompts;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification;

/// <summary>Identifies listings with one version of an index. Safe for concurrent callers.</summary>
internal sealed class IndexIdentifier
{
    private readonly IVectorIndex index;
    private readonly ITextEncoder encoder;
    private readonly IdentificationOptions options;
    private readonly CategoryResolver categories;
    private readonly Lazy<SharedReaders> mentions;

    // Attributes that categories share are prepared once.
    private readonly ConcurrentDictionary<string, CategoryReader> readers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, AttributeDecider> deciders = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, CategoryColumns> columns = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ICellReader> cells = new(StringComparer.Ordinal);

    /// <summary>Joins an index and the encoder it was built with.</summary>
    /// <exception cref="SpaceMismatchException">The index was built with another encoder.</exception>
    /// <exception cref="ArgumentException">The default category is none of the index's taxonomy, or the category threshold no probability.</exception>
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
                $"The identification model was trained in space {model.Space}, the encoder's is {encoder.Space.Fingerprint}. Train it again with this encoder.");
        }

        mentions = new Lazy<SharedReaders>(() => new SharedReaders(index.Taxonomy, openNames: this.options.Model is not null));
        categories = new CategoryResolver(index, this.options, new AttributeSupport(index.Taxonomy, Reader));
    }

    /// <summary>Identifies the attributes of one listing whose vector is at hand.</summary>
    /// <param name="profile">The listing.</param>
    /// <param name="vector">Its unit vector, [D].</param>
    /// <param name="truncated">Whether the encoder cut its text.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async ValueTask<TagResult> IdentifyAsync(
        ProductProfile profile, ReadOnlyMemory<float> vector, bool truncated, CancellationToken cancellationToken)
    {
        var text = new ListingText(profile);
        CategoryAnswer category = await categories.ResolveAsync(text, vector, cancellationToken).ConfigureAwait(false);
        if (category.Id is null || !index.Taxonomy.TryFindCategory(category.Id, out Category? found))
        {
            return Result(profile, category, [], truncated);
        }

        CategoryReader reader = Reader(found);
        IReadOnlyList<AttributeScores> scores = reader.NeedsDense
            ? await index.ScoreAsync(vector, found.Id, AttributeIdentifier.DenseValues, cancellationToken).ConfigureAwait(false)
            : [];
        IReadOnlyList<AttributeAnswer> answers = reader.Identify(text, vector, scores, cancellationToken);
        return Result(profile, category, ReadsColumns ? Columns(found).Join(profile, answers, cancellationToken) : answers, truncated);
    }

    private CategoryReader Reader(Category category) =>
        readers.GetOrAdd(category.Id, _ => new CategoryReader(category, options, mentions.Value, Decider));

    private AttributeDecider Decider(AttributeDefinition attribute) =>
        deciders.GetOrAdd(attribute.Id, _ => new AttributeDecider(attribute, options, mentions.Value.QuantitiesOf(attribute)));

    private bool ReadsColumns => options.Columns && options.Channels.HasFlag(IdentificationChannels.Mentions);

    private CategoryColumns Columns(Category category) => columns.GetOrAdd(category.Id, _ => new CategoryColumns(category, mentions.Value, Decider, Cells));

    private ICellReader Cells(AttributeDefinition attribute) => cells.GetOrAdd(attribute.Id, _ => CategoryColumns.ReaderOf(attribute, mentions.Value));

    private TagResult Result(ProductProfile profile, CategoryAnswer category, IReadOnlyList<AttributeAnswer> attributes, bool truncated) => new()
    {
        ListingId = profile.Id,
        Category = category,
        Attributes = attributes,
        TaxonomyVersion = index.Taxonomy.Version,
        Space = encoder.Space.Fingerprint,
        Truncated = truncated,
    };
}
