using System.Collections.Concurrent;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Identification;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>
/// Answers listings with engines, on all cores. Each engine answers a listing once, and each encoder encodes it once. For one caller at
/// a time.
/// </summary>
/// <param name="progress">Receives each computed answer, from several threads.</param>
internal sealed class EngineAnswers(IProgress<TagResult>? progress = null)
{
    private readonly Dictionary<EvaluationEngine, ConcurrentDictionary<ProductProfile, TagResult>> byEngine = [];
    private readonly Dictionary<(ITextEncoder Encoder, bool Tokens), Dictionary<ProductProfile, (EmbeddingBatch Vectors, int Row)>>
        byEncoder = [];

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
            Dictionary<ProductProfile, (EmbeddingBatch Vectors, int Row)> vectors =
                await EncodeAsync(engine, open, cancellationToken).ConfigureAwait(false);
            var identifier = new AttributeIdentifier(engine.Index, engine.Encoder, engine.Options);
            await Parallel.ForEachAsync(open, cancellationToken, async (profile, token) =>
            {
                (EmbeddingBatch batch, int row) = vectors[profile];
                TagResult answer = await identifier.IdentifyAsync(profile, batch, row, token).ConfigureAwait(false);
                answers[profile] = answer;
                progress?.Report(answer);
            }).ConfigureAwait(false);
        }

        return [.. listings.Select(listing => answers[listing.Profile])];
    }

    // The vectors of these listings, and possibly of others.
    private async Task<Dictionary<ProductProfile, (EmbeddingBatch Vectors, int Row)>> EncodeAsync(
        EvaluationEngine engine, ProductProfile[] profiles, CancellationToken cancellationToken)
    {
        (ITextEncoder Encoder, bool Tokens) encoder = (engine.Encoder, engine.Options.ReaderOf(engine.Encoder) is not null);
        if (!byEncoder.TryGetValue(encoder, out Dictionary<ProductProfile, (EmbeddingBatch Vectors, int Row)>? vectors))
        {
            byEncoder[encoder] = vectors = new(ReferenceEqualityComparer.Instance);
        }

        ProductProfile[] missing = [.. profiles.Where(profile => !vectors.ContainsKey(profile))];
        if (missing.Length > 0)
        {
            EmbeddingBatch batch =
                await ListingReader.EncodeAsync(engine.Encoder, missing, encoder.Tokens, cancellationToken).ConfigureAwait(false);
            for (int i = 0; i < missing.Length; i++)
            {
                vectors[missing[i]] = (batch, i);
            }
        }

        return vectors;
    }
}
