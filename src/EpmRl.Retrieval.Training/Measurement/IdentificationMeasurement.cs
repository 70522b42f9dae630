using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.Training.Runs;

namespace EpmRl.Retrieval.Training.Measurement;

/// <summary>
/// Measures identification on a labelled data set by the literature's micro F1: engines unchanged or trained out of fold, once for each
/// seed, by channel or part by part. Builds its indexes in a scratch folder and removes them when disposed. For one caller at a time.
/// </summary>
internal sealed class IdentificationMeasurement : IDisposable
{
    private readonly LabelledDataSet data;
    private readonly MeasurementOptions how;
    private readonly ValueListSource source;
    private readonly ITextEncoder encoder;
    private readonly IdentificationOptions options;
    private readonly IProgress<MeasurementProgress>? progress;
    private readonly TemporaryFolder scratch = TemporaryFolder.Scratch();
    private readonly UntrainedEngines untrained;
    private readonly EngineSource engines;
    private readonly PairScorer scorer;
    private readonly Lock gate = new();
    private int answered;
    private int done;
    private int rounds;

    /// <summary>Joins data, values and encoder.</summary>
    /// <param name="data">The listings to score.</param>
    /// <param name="source">The values to answer with.</param>
    /// <param name="encoder">The encoder of every engine whose encoder is not trained; not disposed.</param>
    /// <param name="options">How engines identify before anything is learned.</param>
    /// <param name="how">What is measured; null for every listing with an untrained engine.</param>
    /// <param name="progress">Receives every answer and round, one report at a time; null for none.</param>
    public IdentificationMeasurement(
        LabelledDataSet data, ValueListSource source, ITextEncoder encoder, IdentificationOptions options,
        MeasurementOptions? how = null, IProgress<MeasurementProgress>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(options);
        this.data = data;
        this.source = source;
        this.encoder = encoder;
        this.options = options;
        this.how = how ?? new MeasurementOptions();
        this.progress = progress;
        scorer = new PairScorer(this.how.Match);
        untrained = new UntrainedEngines(data, encoder, options, source, scratch);
        engines = untrained.Engines();
    }

    /// <summary>Measures.</summary>
    /// <param name="cancellationToken">Checked between listings and training steps.</param>
    /// <returns>The scored pairs of each channel or part; of parts, the complete engine comes last.</returns>
    /// <exception cref="InvalidRequestException">The split leaves nothing to learn from or nothing to ask about.</exception>
    public async Task<IReadOnlyList<ChannelPairs>> RunAsync(CancellationToken cancellationToken = default)
    {
        var runs = new OrderedDictionary<string, List<IReadOnlyList<PairResult>>>();
        foreach (int seed in how.Seeds)
        {
            IReadOnlyList<EvaluationRound> split = Split(seed);
            EngineAnswers answers = Answers();
            using var compared = new ComparedEngines(engines, data, how, seed, scratch, answers, scorer);
            (string Name, EngineSource Engines)[] measured =
                [.. how.Ablation ? compared.Ablation() : compared.ByChannel(how.Channels)];
            rounds = measured.Length * split.Count * how.Seeds.Count;
            var evaluation = new IdentificationEvaluation(data, answers, scorer, new Relay<EvaluationRound>(_ => Report(round: true)));
            foreach ((string name, EngineSource asked) in measured)
            {
                runs.TryAdd(name, []);
                runs[name].Add(await evaluation.RunAsync(asked, split, cancellationToken).ConfigureAwait(false));
            }
        }

        return [.. runs.Select(run => new ChannelPairs(run.Key, run.Value))];
    }

    /// <summary>Fits a calibration on all listings available for learning, for use elsewhere.</summary>
    /// <param name="cancellationToken">Checked between listings.</param>
    /// <exception cref="InvalidRequestException">There are fewer than two listings.</exception>
    public async Task<Calibration> FitAsync(CancellationToken cancellationToken = default)
    {
        LabelledDataSet known = how.FitOn ?? data;
        using var compared = new ComparedEngines(engines, data, how, how.Seeds[0], scratch, Answers(), scorer);
        EvaluationEngine calibrated = await compared.CalibrateAsync(known.Listings, cancellationToken).ConfigureAwait(false);
        return calibrated.Options.Calibration
            ?? throw new InvalidRequestException($"A calibration is fitted on two listings or more, and '{known.File}' has one.");
    }

    /// <summary>Summarises the results of <see cref="RunAsync"/>.</summary>
    /// <param name="channels">Its results.</param>
    /// <param name="without">Sets of attribute names; each gets a line of figures without them.</param>
    /// <param name="errors">How many errors to list.</param>
    /// <exception cref="InvalidRequestException">No listing has an attribute of <paramref name="without"/>.</exception>
    public EvaluationReport Report(IReadOnlyList<ChannelPairs> channels, IEnumerable<IReadOnlyList<string>>? without = null, int errors = 0)
    {
        ArgumentNullException.ThrowIfNull(channels);
        var subsets = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var names = data.Listings.SelectMany(listing => listing.Gold.Keys).ToHashSet(StringComparer.OrdinalIgnoreCase);
        string[] lengths = [.. DeclaredLengths.Of(untrained.Taxonomies).Where(names.Contains)];
        if (lengths.Length > 0)
        {
            subsets["without lengths"] = lengths;
        }

        foreach (IReadOnlyList<string> attributes in without ?? [])
        {
            if (attributes.FirstOrDefault(attribute => !names.Contains(attribute)) is { } unknown)
            {
                throw new InvalidRequestException(
                    $"No listing has an attribute '{unknown}'. There are: {string.Join(", ", names.Order(StringComparer.Ordinal))}.");
            }

            subsets[$"without {string.Join(", ", attributes)}"] = attributes;
        }

        return EvaluationReports.Of(
            data with { BadRows = [.. data.BadRows, .. how.FitOn?.BadRows ?? []] },
            channels,
            MeasurementConditions.Of(how, encoder.Space, options, source, untrained.TaxonomyName),
            subsets,
            errors,
            how.Ablation ? channels.Count - 1 : 0);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        untrained.Dispose();
        scratch.Dispose();
    }

    private EngineAnswers Answers() => new(new Relay<TagResult>(_ => Report(round: false)));

    // Answers come from several threads.
    private void Report(bool round)
    {
        lock (gate)
        {
            (answered, done) = round ? (answered, done + 1) : (answered + 1, done);
            progress?.Report(new MeasurementProgress(answered, rounds > 0 ? (double)done / rounds : null));
        }
    }

    private IReadOnlyList<EvaluationRound> Split(int seed)
    {
        IReadOnlyList<EvaluationRound> split = (how.Folds, how.FitOn) switch
        {
            ({ } folds, _) => EvaluationRounds.OfFolds(data.Listings, folds with { Seed = seed }),
            (_, { } known) => EvaluationRounds.FittedOn(data.Listings, known.Listings),
            _ => EvaluationRounds.Untrained(data.Listings),
        };
        IReadOnlyList<EvaluationRound> useful = EvaluationRounds.Leaving(split, data.Listings, how.LeaveOut);
        if (useful.Any(round => round.Asked.Count > 0))
        {
            return useful;
        }

        throw new InvalidRequestException(how.LeaveOut switch
        {
            LeaveOut.Category => $"No listing of another category is left to learn from. '{data.File}' needs two categories or more.",
            LeaveOut.Attribute => $"No label of another attribute is left to learn from. '{data.File}' needs two attributes or more.",
            _ => $"Every listing of '{data.File}' is in '{how.FitOn?.File}' too, so none is left to score. Name another file.",
        });
    }
}
