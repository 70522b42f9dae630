using System.Collections.Concurrent;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Indexing;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>Asks the engine about listings whose vectors are at hand, on all cores, and scores the answers.</summary>
internal sealed class Asking(
    LabelledDataSet data, EmbeddingBatch vectors, ITextEncoder encoder, PairScorer scorer)
{
    // Answers before calibration depend on the index and the channels alone: folds that share an index share them.
    private readonly ConcurrentDictionary<(IVectorIndex Index, IdentificationChannels Channels, int Listing), IReadOnlyList<PairResult>> uncalibrated = [];
    private int asked;

    /// <summary>Answers and scores listings.</summary>
    /// <returns>[N]: the scored pairs of listing <c>listings[i]</c>.</returns>
    internal async Task<IReadOnlyList<IReadOnlyList<PairResult>>> AskAsync(
        IVectorIndex index, int[] listings, IdentificationOptions engine, SeenLabels? seen, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        var identifier = new AttributeIdentifier(index, encoder, engine);
        var scored = new IReadOnlyList<PairResult>[listings.Length];
        await Parallel.ForAsync(0, listings.Length, cancellationToken, async (i, token) =>
        {
            int listing = listings[i];
            bool plain = engine.Calibration is null && seen is null;
            if (plain && uncalibrated.TryGetValue((index, engine.Channels, listing), out IReadOnlyList<PairResult>? before))
            {
                scored[i] = before;
                return;
            }

            TagResult result = await identifier
                .IdentifyAsync(data.Listings[listing].Profile, vectors[listing], vectors.IsTruncated(listing), token).ConfigureAwait(false);
            scored[i] = scorer.Score(listing, data.Listings[listing], result, index.Taxonomy, seen is null ? null : seen.Contains);
            if (plain)
            {
                uncalibrated[(index, engine.Channels, listing)] = scored[i];
            }

            progress?.Report(Interlocked.Increment(ref asked));
        }).ConfigureAwait(false);
        return scored;
    }
}
