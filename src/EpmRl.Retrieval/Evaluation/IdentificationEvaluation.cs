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
    private Asking? prepared;

    /// <summary>Evaluates every channel.</summary>
    /// <param name="progress">Is told how many listings were answered, fitting and all channels included.</param>
    /// <param name="cancellationToken">Checked between listings.</param>
    /// <returns>The scored pairs of each channel, in the order of <see cref="EvaluationOptions.Channels"/>.</returns>
    public async Task<IReadOnlyList<ChannelPairs>> RunAsync(IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        Asking asking = await AskingAsync(cancellationToken).ConfigureAwait(false);
        int[]? foldOf = Folds();
        var results = options.Channels.ToDictionary(channels => channels, _ => new IReadOnlyList<PairResult>[data.Listings.Count]);
        for (int fold = 0; fold < Math.Max(1, options.Folds); fold++)
        {
            int[] tested = Where(i => foldOf is null || foldOf[i] == fold);
            LabelledListing[] known = [.. Where(i => foldOf is not null && foldOf[i] != fold).Select(i => data.Listings[i])];
            SeenLabels? seen = foldOf is null ? null : new SeenLabels(known);
            foreach (IdentificationChannels channels in options.Channels)
            {
                var engine = new IdentificationOptions
                {
                    Channels = channels,
                    Calibration = foldOf is null ? null : await FitAsync(asking, channels, foldOf, fold, progress, cancellationToken).ConfigureAwait(false),
                };
                IVectorIndex index = await indexes.ForAsync(known, cancellationToken).ConfigureAwait(false);
                IReadOnlyList<IReadOnlyList<PairResult>> answers =
                    await asking.AskAsync(index, tested, engine, seen, progress, cancellationToken).ConfigureAwait(false);
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
        Asking asking = await AskingAsync(cancellationToken).ConfigureAwait(false);
        return await FitAsync(asking, IdentificationChannels.All, Folds() ?? new int[data.Listings.Count], null, null, cancellationToken).ConfigureAwait(false);
    }

    // The engine to be calibrated will meet labels that its list lacks, so it is fitted on such: each fold is answered from the labels
    // of the others. Where the list does not depend on labels this is one answer per listing, whatever the folds.
    private async Task<Calibration> FitAsync(
        Asking asking, IdentificationChannels channels, int[] foldOf, int? leftOut, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        var samples = new List<CalibrationSample>();
        foreach (int fold in foldOf.Distinct().Order().Where(fold => fold != leftOut))
        {
            int[] known = Where(i => foldOf[i] != fold && foldOf[i] != leftOut);
            IVectorIndex index = await indexes.ForAsync([.. known.Select(i => data.Listings[i])], cancellationToken).ConfigureAwait(false);
            IReadOnlyList<IReadOnlyList<PairResult>> answers = await asking
                .AskAsync(index, Where(i => foldOf[i] == fold), new IdentificationOptions { Channels = channels }, null, progress, cancellationToken).ConfigureAwait(false);
            samples.AddRange(answers.SelectMany(pairs => pairs).Select(pair => pair.ToSample()).OfType<CalibrationSample>());
        }

        return CalibrationFitter.Fit(encoder.Space.Fingerprint, samples, options.Fitting);
    }

    // Listings are encoded once, whatever is asked of them.
    private async Task<Asking> AskingAsync(CancellationToken cancellationToken)
    {
        if (prepared is not null)
        {
            return prepared;
        }

        EmbeddingBatch vectors = await encoder
            .EncodeAsync([.. data.Listings.Select(listing => encoder.Space.Prompts.ForItem(listing.Profile))], cancellationToken).ConfigureAwait(false);
        return prepared = new Asking(data, vectors, encoder, scorer);
    }

    private int[]? Folds() => options switch
    {
        { Folds: 0 } => null,
        { FoldsByGroup: true } => StratifiedFolds.DealGroups(data.Listings, options.Folds, options.Seed),
        _ => StratifiedFolds.Deal(data.Listings, options.Folds, options.Seed),
    };

    private int[] Where(Func<int, bool> condition) => [.. Enumerable.Range(0, data.Listings.Count).Where(condition)];
}
