using System.Collections.Concurrent;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Identification;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>Answers listings with engines, on all cores. Each engine answers a listing once. For one caller at a time.</summary>
/// <param name="vectors">Encodes the listings.</param>
/// <param name="progress">Receives each computed answer, from several threads.</param>
internal sealed class EngineAnswers(ListingVectors vectors, IProgress<TagResult>? progress = null)
{
    private readonly Dictionary<EvaluationEngine, ConcurrentDictionary<ProductProfile, TagResult>> byEngine = [];

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
            IReadOnlyDictionary<ProductProfile, ListingVector> encoded =
                await vectors.OfAsync(engine.Encoder, open, cancellationToken).ConfigureAwait(false);
            var identifier = new AttributeIdentifier(engine.Index, engine.Encoder, engine.Options);
            await Parallel.ForEachAsync(open, cancellationToken, async (profile, token) =>
            {
                ListingVector vector = encoded[profile];
                TagResult answer = await identifier.IdentifyAsync(profile, vector.Vector, vector.Truncated, token).ConfigureAwait(false);
                answers[profile] = answer;
                progress?.Report(answer);
            }).ConfigureAwait(false);
        }

        return [.. listings.Select(listing => answers[listing.Profile])];
    }
}
