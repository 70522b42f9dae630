using System.Collections.Concurrent;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Identification;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>Asks engines about listings, on all cores. Each encoder encodes a listing once, each engine answers it once.</summary>
/// <param name="progress">Is told how many answers were computed.</param>
public sealed class EngineAnswers(IProgress<int>? progress = null)
{
    private readonly Dictionary<EvaluationEngine, Known> engines = [];
    private readonly Dictionary<ITextEncoder, Dictionary<ProductProfile, (ReadOnlyMemory<float> Vector, bool Truncated)>> vectors = [];
    private int answered;

    /// <summary>Answers listings. For one caller at a time.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="listings">N listings; their labels are not looked at.</param>
    /// <param name="cancellationToken">Checked between listings.</param>
    /// <returns>N answers, in order.</returns>
    public async Task<IReadOnlyList<TagResult>> AskAsync(
        EvaluationEngine engine, IReadOnlyList<LabelledListing> listings, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(listings);
        if (!engines.TryGetValue(engine, out Known? known))
        {
            engines[engine] = known = new Known(new AttributeIdentifier(engine.Index, engine.Encoder, engine.Options), new(ReferenceEqualityComparer.Instance));
        }

        LabelledListing[] open = [.. listings.Where(listing => !known.Answers.ContainsKey(listing.Profile))];
        Dictionary<ProductProfile, (ReadOnlyMemory<float> Vector, bool Truncated)> encoded =
            await EncodeAsync(engine.Encoder, open, cancellationToken).ConfigureAwait(false);
        await Parallel.ForEachAsync(open, cancellationToken, async (listing, token) =>
        {
            (ReadOnlyMemory<float> vector, bool truncated) = encoded[listing.Profile];
            known.Answers[listing.Profile] = await known.Identifier.IdentifyAsync(listing.Profile, vector, truncated, token).ConfigureAwait(false);
            progress?.Report(Interlocked.Increment(ref answered));
        }).ConfigureAwait(false);
        return [.. listings.Select(listing => known.Answers[listing.Profile])];
    }

    private async Task<Dictionary<ProductProfile, (ReadOnlyMemory<float> Vector, bool Truncated)>> EncodeAsync(
        ITextEncoder encoder, LabelledListing[] listings, CancellationToken cancellationToken)
    {
        if (!vectors.TryGetValue(encoder, out var encoded))
        {
            vectors[encoder] = encoded = new(ReferenceEqualityComparer.Instance);
        }

        ProductProfile[] missing = [.. listings.Select(listing => listing.Profile).Where(profile => !encoded.ContainsKey(profile))];
        if (missing.Length > 0)
        {
            EmbeddingBatch batch = await encoder.EncodeAsync([.. missing.Select(encoder.Space.Prompts.ForItem)], cancellationToken).ConfigureAwait(false);
            for (int i = 0; i < missing.Length; i++)
            {
                encoded[missing[i]] = (batch[i], batch.IsTruncated(i));
            }
        }

        return encoded;
    }

    private sealed record Known(AttributeIdentifier Identifier, ConcurrentDictionary<ProductProfile, TagResult> Answers);
}
