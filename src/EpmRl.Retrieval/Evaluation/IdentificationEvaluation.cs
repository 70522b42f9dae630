using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Indexing;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>
/// Runs the engine over a labelled data set and scores its answers. Without folds nothing is fitted. With folds each listing is
/// answered by an engine that was calibrated on the other folds alone, and that knows no label of its own fold.
/// </summary>
/// <param name="data">The labelled listings.</param>
/// <param name="encoder">Encodes each listing once.</param>
/// <param name="indexes">The values to answer from.</param>
/// <param name="options">How to evaluate.</param>
public sealed class IdentificationEvaluation(
    LabelledDataSet data, ITextEncoder encoder, IEvaluationIndexes indexes, EvaluationOptions options)
{
    private readonly PairScorer scorer = new(options.Match);

    /// <summary>Evaluates every channel.</summary>
    /// <param name="progress">Is told how many listings were answered.</param>
    /// <param name="cancellationToken">Checked between listings.</param>
    /// <returns>The scored pairs of each channel, in the order of <see cref="EvaluationOptions.Channels"/>.</returns>
    public async Task<IReadOnlyList<ChannelPairs>> RunAsync(IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        EmbeddingBatch vectors = await encoder
            .EncodeAsync([.. data.Listings.Select(listing => encoder.Space.Prompts.ForItem(listing.Profile))], cancellationToken).ConfigureAwait(false);
        int[]? foldOf = options switch
        {
            { Folds: 0 } => null,
            { FoldsByGroup: true } => StratifiedFolds.DealGroups(data.Listings, options.Folds, options.Seed),
            _ => StratifiedFolds.Deal(data.Listings, options.Folds, options.Seed),
        };
        var results = options.Channels.ToDictionary(channels => channels, _ => new IReadOnlyList<PairResult>[data.Listings.Count]);
        var asking = new Asking(data, vectors, encoder, scorer, progress);
        for (int fold = 0; fold < Math.Max(1, options.Folds); fold++)
        {
            int[] tested = [.. Enumerable.Range(0, data.Listings.Count).Where(i => foldOf is null || foldOf[i] == fold)];
            int[] fitted = [.. Enumerable.Range(0, data.Listings.Count).Where(i => foldOf is not null && foldOf[i] != fold)];
            IVectorIndex index = await indexes.ForAsync([.. fitted.Select(i => data.Listings[i])], cancellationToken).ConfigureAwait(false);
            SeenLabels? seen = foldOf is null ? null : new SeenLabels(fitted.Select(i => data.Listings[i]));
            foreach (IdentificationChannels channels in options.Channels)
            {
                Calibration? calibration = foldOf is null
                    ? null
                    : Fit(await asking.AskAsync(index, fitted, new IdentificationOptions { Channels = channels }, null, cancellationToken).ConfigureAwait(false));
                var engine = new IdentificationOptions { Channels = channels, Calibration = calibration };
                IReadOnlyList<IReadOnlyList<PairResult>> answers =
                    await asking.AskAsync(index, tested, engine, seen, cancellationToken).ConfigureAwait(false);
                for (int i = 0; i < tested.Length; i++)
                {
                    results[channels][tested[i]] = answers[i];
                }
            }
        }

        return [.. options.Channels.Select(channels => new ChannelPairs(channels, [.. results[channels].SelectMany(pairs => pairs)]))];
    }

    /// <summary>Fits a calibration on every listing of the data set, for use elsewhere.</summary>
    public async Task<Calibration> FitAsync(CancellationToken cancellationToken = default)
    {
        EmbeddingBatch vectors = await encoder
            .EncodeAsync([.. data.Listings.Select(listing => encoder.Space.Prompts.ForItem(listing.Profile))], cancellationToken).ConfigureAwait(false);
        IVectorIndex index = await indexes.ForAsync(data.Listings, cancellationToken).ConfigureAwait(false);
        return Fit(await new Asking(data, vectors, encoder, scorer, null)
            .AskAsync(index, [.. Enumerable.Range(0, data.Listings.Count)], new IdentificationOptions(), null, cancellationToken).ConfigureAwait(false));
    }

    private Calibration Fit(IReadOnlyList<IReadOnlyList<PairResult>> answers) => CalibrationFitter.Fit(
        encoder.Space.Fingerprint, [.. answers.SelectMany(pairs => pairs).Select(pair => pair.ToSample()).OfType<CalibrationSample>()], options.Fitting);
}
