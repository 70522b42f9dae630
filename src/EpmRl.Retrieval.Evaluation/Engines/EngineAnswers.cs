using System.Collections.Concurrent;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Prompts;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>
/// Asks engines about listings, on all cores. Each engine answers a listing once, and each encoder encodes it once. For one caller at a
/// time.
/// </summary>
/// <param name="progress">Is told when an answer was computed, from several threads.</param>
internal sealed class EngineAnswers(IProgress<TagResult>? progress = null)
{
    private readonly Dictionary<EvaluationEngine, ConcurrentDictionary<ProductProfile, TagResult>> byEngine = [];
    private readonly Dictionary<ITextEncoder, Dictionary<ProductProfile, (ReadOnlyMemory<float> Vector, bool Truncated)>> byEncoder = [];

    /// <summary>Answers listings.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="listings">N listings; their labels are ignored.</param>
    /// <param name="cancellationToken">Checked between listings.</param>
    /// <returns>N answers, in order.</returns>
    public async Task<IReadOnlyList<TagResult>> AskAsync(
        EvaluationEngine engine, IReadOnlyList<LabelledListing> listings, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(listings);
        if (!byEngine.TryGetValue(engine, out ConcurrentDictionary<ProductProfile, TagResult>? answers))
        {
            byEngine[engine] = answers = new(ReferenceEqualityComparer.Instance);
        }

        ProductProfile[] open = [.. listings.Select(listing => listing.Profile).Where(profile => !answers.ContainsKey(profile))];
        if (open.Length > 0)
        {
            Dictionary<ProductProfile, (ReadOnlyMemory<float> Vector, bool Truncated)> vectors =
                await EncodeAsync(engine.Encoder, open, cancellationToken).ConfigureAwait(false);
            var identifier = new AttributeIdentifier(engine.Index, engine.Encoder, engine.Options);
            await Parallel.ForEachAsync(open, cancellationToken, async (profile, token) =>
            {
                (ReadOnlyMemory<float> vector, bool truncated) = vectors[profile];
                TagResult answer = await identifier.IdentifyAsync(profile, vector, truncated, token).ConfigureAwait(false);
                answers[profile] = answer;
                progress?.Report(answer);
            }).ConfigureAwait(false);
        }

        return [.. listings.Select(listing => answers[listing.Profile])];
    }

    // The vectors of these listings, and maybe of others.
    private async Task<Dictionary<ProductProfile, (ReadOnlyMemory<float> Vector, bool Truncated)>> EncodeAsync(
        ITextEncoder encoder, ProductProfile[] profiles, CancellationToken cancellationToken)
    {
        if (!byEncoder.TryGetValue(encoder, out Dictionary<ProductProfile, (ReadOnlyMemory<float> Vector, bool Truncated)>? vectors))
        {
            byEncoder[encoder] = vectors = new(ReferenceEqualityComparer.Instance);
        }

        ProductProfile[] missing = [.. profiles.Where(profile => !vectors.ContainsKey(profile))];
        if (missing.Length > 0)
        {
            EmbeddingBatch batch = await encoder
                .EncodeAsync([.. missing.Select(listing => encoder.Space.Prompts.ForItem(listing))], cancellationToken)
                .ConfigureAwait(false);
            for (int i = 0; i < missing.Length; i++)
            {
                vectors[missing[i]] = (batch[i], batch.IsTruncated(i));
            }
        }

        return vectors;
    }
}
