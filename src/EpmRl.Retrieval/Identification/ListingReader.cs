using System.Collections.Concurrent;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Prompts;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification;

/// <summary>
/// Reads a listing for a category: mentions, dense scores, vector and words. Used by both identification and training, so that a model gets
/// the same features in both. Safe for concurrent callers.
/// </summary>
/// <param name="mentions">Creates the mention readers.</param>
/// <param name="channels">The proposers used; the results of others are empty.</param>
internal sealed class ListingReader(MentionReaderFactory mentions, IdentificationChannels channels)
{
    private static readonly Dictionary<string, IReadOnlyList<Mention>> NoMentions = [];

    private readonly ConcurrentDictionary<string, MentionReader> readers = new(StringComparer.Ordinal); // by category id
    private readonly ConcurrentDictionary<string, LexicalOverlap?> lexical = new(StringComparer.Ordinal); // by attribute id

    /// <summary>Whether vectors and dense scores are used.</summary>
    public bool UsesDense => channels.HasFlag(IdentificationChannels.Dense);

    /// <summary>Whether mentions are used.</summary>
    public bool UsesMentions => channels.HasFlag(IdentificationChannels.Mentions);

    /// <summary>Encodes listings.</summary>
    /// <returns>float32 [N, D], row i for listing i.</returns>
    public static ValueTask<EmbeddingBatch> EncodeAsync(
        ITextEncoder encoder, IEnumerable<ProductProfile> profiles, CancellationToken cancellationToken) =>
        encoder.EncodeAsync([.. profiles.Select(profile => encoder.Space.Prompts.ForItem(profile))], cancellationToken);

    /// <summary>Reads a listing, with dense scores from an index.</summary>
    /// <param name="index">Scores the vector; not used without the dense channel.</param>
    /// <param name="category">The category to read the listing for.</param>
    /// <param name="text">The listing.</param>
    /// <param name="vector">Its unit vector, [D].</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async ValueTask<ListingContext> ReadAsync(
        IVectorIndex index, Category category, ListingText text, ReadOnlyMemory<float> vector, CancellationToken cancellationToken)
    {
        IReadOnlyList<AttributeScores> dense = UsesDense
            ? await index.ScoreAsync(vector, category.Id, AttributeIdentifier.DenseValues, cancellationToken).ConfigureAwait(false)
            : [];
        return Read(category, text, vector, dense, cancellationToken);
    }

    /// <summary>Reads a listing with known dense scores.</summary>
    /// <param name="category">The category to read the listing for.</param>
    /// <param name="text">The listing.</param>
    /// <param name="vector">Its unit vector, [D]; empty without an encoder.</param>
    /// <param name="dense">Its dense scores; empty without an encoder.</param>
    /// <param name="cancellationToken">Checked between the attributes of a field.</param>
    public ListingContext Read(
        Category category, ListingText text, ReadOnlyMemory<float> vector, IReadOnlyList<AttributeScores> dense,
        CancellationToken cancellationToken = default) =>
        new(category, text.Fields, MentionsOf(category, text, cancellationToken), UsesDense ? vector : default, dense, LexicalOf);

    /// <summary>Attribute id → its mentions in a listing; none without the mention channel.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<Mention>> MentionsOf(
        Category category, ListingText text, CancellationToken cancellationToken) => UsesMentions
        ? text.MentionsBy(readers.GetOrAdd(category.Id, _ => new MentionReader(category, mentions)), cancellationToken)
        : NoMentions;

    private LexicalOverlap? LexicalOf(AttributeDefinition attribute) =>
        lexical.GetOrAdd(attribute.Id, _ => LexicalOverlap.Of(attribute));
}
