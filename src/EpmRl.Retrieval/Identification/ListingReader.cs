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
/// <param name="spans">Scores the places of mentions and proposes open names; null for neither.</param>
internal sealed class ListingReader(MentionReaderFactory mentions, IdentificationChannels channels, SpanScorer? spans = null)
{
    private static readonly Dictionary<string, IReadOnlyList<Mention>> NoMentions = [];

    private readonly ConcurrentDictionary<string, MentionReader> readers = new(StringComparer.Ordinal); // by category id
    private readonly ConcurrentDictionary<string, LexicalOverlap?> lexical = new(StringComparer.Ordinal); // by attribute id

    /// <summary>Whether vectors and dense scores are used.</summary>
    public bool UsesDense => channels.HasFlag(IdentificationChannels.Dense);

    /// <summary>Whether mentions are used.</summary>
    public bool UsesMentions => channels.HasFlag(IdentificationChannels.Mentions);

    /// <summary>Encodes listings.</summary>
    /// <param name="encoder">The encoder.</param>
    /// <param name="profiles">N listings.</param>
    /// <param name="tokens">Whether the states of their tokens are needed too, if the encoder gives them.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>float32 [N, D], row i for listing i.</returns>
    public static ValueTask<EmbeddingBatch> EncodeAsync(
        ITextEncoder encoder, IEnumerable<ProductProfile> profiles, bool tokens, CancellationToken cancellationToken)
    {
        string[] texts = [.. profiles.Select(profile => encoder.Space.Prompts.ForItem(profile))];
        return tokens && encoder is ITokenEncoder states
            ? states.EncodeTokensAsync(texts, cancellationToken)
            : encoder.EncodeAsync(texts, cancellationToken);
    }

    /// <summary>Reads a listing, with dense scores from an index.</summary>
    /// <param name="index">Scores the vector; not used without the dense channel.</param>
    /// <param name="category">The category to read the listing for.</param>
    /// <param name="text">The listing.</param>
    /// <param name="vector">Its unit vector, [D].</param>
    /// <param name="tokens">The states of its tokens; null without.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async ValueTask<ListingContext> ReadAsync(
        IVectorIndex index, Category category, ListingText text, ReadOnlyMemory<float> vector, TokenStates? tokens,
        CancellationToken cancellationToken)
    {
        IReadOnlyList<AttributeScores> dense = UsesDense
            ? await index.ScoreAsync(vector, category.Id, AttributeIdentifier.DenseValues, cancellationToken).ConfigureAwait(false)
            : [];
        if (spans is null || tokens is null || !UsesMentions)
        {
            return Read(category, text, vector, dense, cancellationToken);
        }

        await spans.PrepareAsync(category, cancellationToken).ConfigureAwait(false);
        return Read(category, text, vector, dense, spans.Score(category, text, tokens, MentionsOf(category, text, cancellationToken)));
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
        Read(category, text, vector, dense, MentionsOf(category, text, cancellationToken));

    /// <summary>Attribute id → its mentions in a listing; none without the mention channel.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<Mention>> MentionsOf(
        Category category, ListingText text, CancellationToken cancellationToken) => UsesMentions
        ? text.MentionsBy(readers.GetOrAdd(category.Id, _ => new MentionReader(category, mentions)), cancellationToken)
        : NoMentions;

    private ListingContext Read(
        Category category, ListingText text, ReadOnlyMemory<float> vector, IReadOnlyList<AttributeScores> dense,
        IReadOnlyDictionary<string, IReadOnlyList<Mention>> read) =>
        new(category, text.Fields, read, UsesDense ? vector : default, dense, LexicalOf);

    private LexicalOverlap? LexicalOf(AttributeDefinition attribute) =>
        lexical.GetOrAdd(attribute.Id, _ => LexicalOverlap.Of(attribute));
}
