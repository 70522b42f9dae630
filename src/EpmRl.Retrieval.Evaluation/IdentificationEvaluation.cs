using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Identification;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>
/// Runs engines over a labelled data set and scores their answers: in each round an engine is asked about listings and knows only the
/// labels of the round's known listings.
/// </summary>
/// <param name="data">The labelled listings.</param>
/// <param name="answers">Queries the engines.</param>
/// <param name="scorer">Decides which answers are right.</param>
/// <param name="progress">Receives every completed round.</param>
internal sealed class IdentificationEvaluation(
    LabelledDataSet data, EngineAnswers answers, PairScorer scorer, IProgress<EvaluationRound>? progress = null)
{
    /// <summary>Evaluates the engines.</summary>
    /// <param name="engines">Provides the engine of each round.</param>
    /// <param name="rounds">The known and the asked listings.</param>
    /// <param name="cancellationToken">Checked between listings.</param>
    /// <returns>The scored pairs of all rounds, in the order of the listings.</returns>
    public async Task<IReadOnlyList<PairResult>> RunAsync(
        EngineSource engines, IReadOnlyList<EvaluationRound> rounds, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(engines);
        ArgumentNullException.ThrowIfNull(rounds);
        var pairs = new List<PairResult>();
        foreach (EvaluationRound round in rounds)
        {
            EvaluationEngine engine = await engines.ForAsync(round.Known, cancellationToken).ConfigureAwait(false);
            KnownLabels? known = round.Known.Count == 0 ? null : new KnownLabels(round.Known);
            IReadOnlyList<TagResult> results = await answers
                .AskAsync(engine, [.. round.Asked.Select(i => data.Listings[i])], cancellationToken).ConfigureAwait(false);
            for (int i = 0; i < results.Count; i++)
            {
                int listing = round.Asked[i];
                IEnumerable<PairResult> scored = scorer.Score(listing, data.Listings[listing], results[i], engine.Index.Taxonomy, known);
                pairs.AddRange(scored.Where(pair => round.Attribute is null || pair.Attribute == round.Attribute));
            }

            progress?.Report(round);
        }

        return [.. pairs.OrderBy(pair => pair.ListingIndex)];
    }
}
