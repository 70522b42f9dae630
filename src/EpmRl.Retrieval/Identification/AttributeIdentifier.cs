using System.Runtime.CompilerServices;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Telemetry;

namespace EpmRl.Retrieval.Identification;

/// <summary>
/// Identifies the attribute values of listings. Each call uses one version of the index, the one that is current when the call begins; the
/// next call sees a swap. Safe for concurrent callers; create one per application.
/// </summary>
public sealed class AttributeIdentifier
{
    /// <summary>
    /// Number of values requested from an index per attribute. Dense shares are computed over these; the weight of further values is
    /// negligible.
    /// </summary>
    public const int DenseValues = 20;

    private readonly IIndexProvider indexes;
    private readonly ITextEncoder encoder;
    private readonly IdentificationOptions options;

    // What is prepared for a version is kept as long as the version's object lives.
    private readonly ConditionalWeakTable<IVectorIndex, Lazy<IndexIdentifier>> prepared = [];

    /// <summary>Identifies with the version that is current at each call.</summary>
    /// <param name="indexes">Gives the versions; stays the caller's to dispose.</param>
    /// <param name="encoder">The encoder that the versions were built with; stays the caller's to dispose.</param>
    /// <param name="options">How attributes are identified; null for the defaults.</param>
    public AttributeIdentifier(IIndexProvider indexes, ITextEncoder encoder, IdentificationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(indexes);
        ArgumentNullException.ThrowIfNull(encoder);
        this.indexes = indexes;
        this.encoder = encoder;
        this.options = options ?? new IdentificationOptions();
    }

    /// <summary>Identifies with one given index.</summary>
    /// <param name="index">The index; stays the caller's to dispose.</param>
    /// <param name="encoder">The encoder that it was built with; stays the caller's to dispose.</param>
    /// <param name="options">How attributes are identified; null for the defaults.</param>
    /// <exception cref="SpaceMismatchException">The index, the model or the calibration belongs to another encoder.</exception>
    /// <exception cref="ArgumentException">
    /// The default category is not in the index's taxonomy, or the category threshold is not a probability.
    /// </exception>
    public AttributeIdentifier(IVectorIndex index, ITextEncoder encoder, IdentificationOptions? options = null)
        : this(new GivenIndex(index ?? throw new ArgumentNullException(nameof(index))), encoder, options) => For(index);

    /// <summary>Identifies the attributes of listings.</summary>
    /// <param name="profiles">N listings, encoded as one batch.</param>
    /// <param name="cancellationToken">Checked between listings, and between the attributes of each.</param>
    /// <returns>N results, in order, all from one version of the index.</returns>
    /// <exception cref="EncoderException">The model failed.</exception>
    /// <exception cref="IndexUnavailableException">The server that holds the index does not answer.</exception>
    /// <exception cref="IndexFormatException">The index cannot be read.</exception>
    /// <exception cref="SpaceMismatchException">The index, the model or the calibration belongs to another encoder.</exception>
    public async ValueTask<IReadOnlyList<TagResult>> IdentifyAsync(
        IReadOnlyList<ProductProfile> profiles, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(profiles);
        using IndexLease lease = await AcquireAsync(cancellationToken).ConfigureAwait(false);
        EmbeddingBatch vectors = await EncodeAsync(profiles, cancellationToken).ConfigureAwait(false);
        return await IdentifyAsync(lease, profiles, vectors, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Identifies the attributes of one listing whose vector is known.</summary>
    /// <param name="profile">The listing.</param>
    /// <param name="vector">Its unit vector, [D].</param>
    /// <param name="truncated">Whether the encoder cut its text.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <inheritdoc cref="IdentifyAsync(IReadOnlyList{ProductProfile}, CancellationToken)" path="/exception"/>
    public async ValueTask<TagResult> IdentifyAsync(
        ProductProfile profile, ReadOnlyMemory<float> vector, bool truncated, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(profile);
        using IndexLease lease = await AcquireAsync(cancellationToken).ConfigureAwait(false);
        TagResult result = await For(lease.Index).IdentifyAsync(profile, vector, null, truncated, cancellationToken).ConfigureAwait(false);
        Count(result);
        return result;
    }

    /// <summary>Encodes listings, for callers that identify the same listings several times.</summary>
    /// <returns>float32 [N, D], row i for listing i.</returns>
    public ValueTask<EmbeddingBatch> EncodeAsync(IReadOnlyList<ProductProfile> profiles, CancellationToken cancellationToken = default) =>
        ListingReader.EncodeAsync(encoder, profiles, tokens: options.ReaderOf(encoder) is not null, cancellationToken);

    /// <summary>Leases the current version.</summary>
    internal ValueTask<IndexLease> AcquireAsync(CancellationToken cancellationToken) => indexes.AcquireAsync(cancellationToken);

    /// <summary>Identifies encoded listings with the leased version.</summary>
    internal async ValueTask<IReadOnlyList<TagResult>> IdentifyAsync(
        IndexLease lease, IReadOnlyList<ProductProfile> profiles, EmbeddingBatch vectors, CancellationToken cancellationToken)
    {
        using var operation = MeasuredOperation.Start("epmrl.identify", RetrievalTelemetry.IdentificationDuration);
        operation.Activity?.SetTag("epmrl.listings", profiles.Count).SetTag("epmrl.index.version", lease.Index.Manifest.Version);
        try
        {
            IndexIdentifier identifier = For(lease.Index);
            var results = new TagResult[profiles.Count];
            for (int i = 0; i < results.Length; i++)
            {
                results[i] = await identifier.IdentifyAsync(
                    profiles[i], vectors[i], vectors.TokensOf(i), vectors.IsTruncated(i), cancellationToken)
                    .ConfigureAwait(false);
                Count(results[i]);
            }

            return results;
        }
        catch (Exception failed) when (operation.Failed(failed))
        {
            throw;
        }
    }

    /// <summary>Identifies one encoded listing with the current version.</summary>
    internal async ValueTask<TagResult> IdentifyAsync(
        ProductProfile profile, EmbeddingBatch vectors, int row, CancellationToken cancellationToken)
    {
        using IndexLease lease = await AcquireAsync(cancellationToken).ConfigureAwait(false);
        return await For(lease.Index)
            .IdentifyAsync(profile, vectors[row], vectors.TokensOf(row), vectors.IsTruncated(row), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Prepares the current version, so that the first call is fast and a mismatch is reported early.</summary>
    internal async ValueTask PrepareAsync(CancellationToken cancellationToken)
    {
        using IndexLease lease = await AcquireAsync(cancellationToken).ConfigureAwait(false);
        For(lease.Index);
    }

    private IndexIdentifier For(IVectorIndex index) =>
        prepared.GetValue(index, version => new Lazy<IndexIdentifier>(() => new IndexIdentifier(version, encoder, options))).Value;

    private static void Count(TagResult result) => RetrievalTelemetry.Listings.Add(1, new KeyValuePair<string, object?>(
        RetrievalTelemetry.CategoryLabel,
        result.Category.Id is null ? "none" : result.Category.Predicted ? "predicted" : result.Category.Assumed ? "assumed" : "given"));
}
