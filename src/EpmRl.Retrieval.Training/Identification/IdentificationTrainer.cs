using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Training.Identification;

/// <summary>
/// Trains the decisions: an <see cref="IdentificationModel"/> and its calibration. Every listing is read by an engine that does not know
/// its labels, and calibration sees only answers of models fitted without the listing.
/// </summary>
/// <param name="options">How the model is fitted.</param>
/// <param name="folds">Assigns listings to folds for reading and calibrating out of fold; fewer than planned if there are fewer
/// listings.</param>
/// <param name="calibration">The target of the thresholds.</param>
/// <param name="progress">Receives the share done, from 0 to 1.</param>
internal sealed class IdentificationTrainer(
    IdentificationModelOptions options, FoldPlan folds, CalibrationFitterOptions calibration, IProgress<double>? progress = null)
{
    private const double PriorShared = 2; // places

    /// <summary>Trains an engine; a <see cref="TrainEngine"/>.</summary>
    public async Task<EvaluationEngine> TrainAsync(
        IReadOnlyList<LabelledListing> known, EngineSource untrained, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(known);
        ArgumentNullException.ThrowIfNull(untrained);
        EvaluationEngine engine = await untrained.ForAsync(known, cancellationToken).ConfigureAwait(false);
        if (folds.DealAtMost(known) is not { } foldOf)
        {
            return engine;
        }

        return (await CrossFitAsync(known, foldOf, engine, Without, cancellationToken).ConfigureAwait(false)).Engine;

        Task<EvaluationEngine> Without(int fold) => untrained.ForAsync([.. known.Where((_, i) => foldOf[i] != fold)], cancellationToken);
    }

    /// <summary>Trains an engine, and keeps the models fitted without each fold.</summary>
    /// <param name="known">The listings to learn from, at least one.</param>
    /// <param name="foldOf">[N]: the fold of each listing, from 0 without gaps.</param>
    /// <param name="engine">The engine to train.</param>
    /// <param name="without">Provides the engine that knows no label of a fold.</param>
    /// <param name="cancellationToken">Cancels the training.</param>
    /// <returns>The trained engine, and [F] the model fitted without fold f; empty if nothing could be left out.</returns>
    public async Task<(EvaluationEngine Engine, IReadOnlyList<IdentificationModel> FoldModels)> CrossFitAsync(
        IReadOnlyList<LabelledListing> known, int[] foldOf, EvaluationEngine engine, Func<int, Task<EvaluationEngine>> without,
        CancellationToken cancellationToken = default)
    {
        string space = engine.Encoder.Space.Fingerprint;
        IReadOnlyList<LabelledReading>[] parts = await ReadAsync(known, foldOf, without, cancellationToken).ConfigureAwait(false);
        if (parts.Count(part => part.Count > 0) < 2)
        {
            return (engine, []); // one fold holds every listing of a known category
        }

        var features = new FeatureVocabulary();
        var answers = new List<(LabelledReading Reading, AttributeRanking[] Rankings)>();
        var models = new List<IdentificationModel>();
        for (int fold = 0; fold < parts.Length; fold++)
        {
            LabelledReading[] others = [.. parts.Where((_, i) => i != fold).SelectMany(part => part)];
            models.Add(IdentificationModelFitter.Fit(space, others, features, options, cancellationToken));
            answers.AddRange(Answer(models[fold], parts[fold], features));
            progress?.Report((fold + 1.0) / (parts.Length + 1));
        }

        IdentificationModel model =
            IdentificationModelFitter.Fit(space, [.. parts.SelectMany(part => part)], features, options, cancellationToken);
        progress?.Report(1);
        double exclusion = ExclusionIn(answers);
        CalibrationSample[] samples = [.. answers.SelectMany(answer => Sample(answer.Reading, answer.Rankings, exclusion))];
        return (
            engine with
            {
                Options = engine.Options with
                {
                    Model = model.WithExclusion(exclusion), Calibration = CalibrationFitter.Fit(space, samples, calibration),
                },
            },
            [.. models.Select(fitted => fitted.WithExclusion(exclusion))]);
    }

    // Each fold as seen by an engine that knows only the other folds: its lists lack the fold's labels, and its encoder was not trained on
    // them.
    private static async Task<IReadOnlyList<LabelledReading>[]> ReadAsync(
        IReadOnlyList<LabelledListing> known, int[] foldOf, Func<int, Task<EvaluationEngine>> without, CancellationToken cancellationToken)
    {
        var parts = new IReadOnlyList<LabelledReading>[foldOf.Max() + 1];
        var readers = new Dictionary<EvaluationEngine, ListingReader>();
        for (int fold = 0; fold < parts.Length; fold++)
        {
            EvaluationEngine others = await without(fold).ConfigureAwait(false);
            if (!readers.TryGetValue(others, out ListingReader? reader))
            {
                readers.Add(others, reader = ReaderOf(others));
            }

            LabelledListing[] own = [.. known.Where((_, i) => foldOf[i] == fold)];
            parts[fold] = await ReadAsync(own, others, reader, cancellationToken).ConfigureAwait(false);
        }

        return parts;
    }

    // As the identifier of the trained engine will read: open names and mentions always take part in learning.
    internal static ListingReader ReaderOf(EvaluationEngine engine) => new(
        new MentionReaderFactory(engine.Index.Taxonomy, openNames: true), engine.Options.Channels | IdentificationChannels.Mentions,
        engine.Options.ReaderOf(engine.Encoder) is { } spans ? new SpanScorer(spans, engine.Encoder) : null);

    // Listings of categories that the taxonomy lacks are left out.
    internal static async Task<IReadOnlyList<LabelledReading>> ReadAsync(
        IReadOnlyList<LabelledListing> listings, EvaluationEngine engine, ListingReader reader, CancellationToken cancellationToken)
    {
        bool tokens = engine.Options.ReaderOf(engine.Encoder) is not null;
        EmbeddingBatch? vectors = reader.UsesDense || tokens
            ? await ListingReader.EncodeAsync(engine.Encoder, listings.Select(listing => listing.Profile), tokens, cancellationToken)
                .ConfigureAwait(false)
            : null;
        var readings = new List<LabelledReading>(listings.Count);
        for (int i = 0; i < listings.Count; i++)
        {
            ProductProfile profile = listings[i].Profile;
            if (engine.Index.Taxonomy.TryFindCategory(profile.Category ?? listings[i].Category, out Category? category))
            {
                ReadOnlyMemory<float> vector = vectors?[i] ?? ReadOnlyMemory<float>.Empty;
                ListingContext reading = await reader
                    .ReadAsync(engine.Index, category, new ListingText(profile), vector, vectors?.TokensOf(i), cancellationToken)
                    .ConfigureAwait(false);
                readings.Add(LabelledReading.Of(listings[i], reading));
            }
        }

        return readings;
    }

    // How much rarer it is that right values share a place than if attributes were independent. With few such places there is no effect.
    private static double ExclusionIn(List<(LabelledReading Reading, AttributeRanking[] Rankings)> answers)
    {
        double expected = PriorShared;
        double right = PriorShared;
        foreach ((LabelledReading reading, AttributeRanking[] rankings) in answers)
        {
            Dictionary<string, LabelledAttribute> labels =
                reading.Attributes.ToDictionary(labelled => labelled.Attribute.Id, StringComparer.Ordinal);
            (double Expected, int Right) shared = JointDecision.Count(
                rankings, (ranking, candidate) => labels[ranking.Attribute.Id].IsRight(candidate.Label));
            expected += shared.Expected;
            right += shared.Right;
        }

        return Math.Clamp(1 - (right / expected), 0, 1);
    }

    private static IEnumerable<CalibrationSample> Sample(LabelledReading reading, AttributeRanking[] rankings, double exclusion)
    {
        JointDecision.Apply(rankings, exclusion);
        foreach ((LabelledAttribute labels, AttributeRanking ranking) in reading.Attributes.Zip(rankings))
        {
            Candidate? best = ranking.Candidates.FirstOrDefault();
            yield return new CalibrationSample(
                labels.Attribute.Id, labels.Attribute.Kind, best?.Score ?? 0, best is not null && labels.IsRight(best.Label),
                labels.Gold.Count > 0);
        }
    }

    private static IEnumerable<(LabelledReading Reading, AttributeRanking[] Rankings)> Answer(
        IdentificationModel model, IReadOnlyList<LabelledReading> readings, FeatureVocabulary features)
    {
        var extractors = new Dictionary<string, FeatureExtractor>(StringComparer.Ordinal);
        CandidateSet[][] sets =
        [
            .. readings.Select(reading => reading.Attributes
                .Select(labels => ExtractorOf(labels.Attribute).Extract(reading.Reading, labels.Known)).ToArray()),
        ];
        int[] numbers = [.. features.Names.Select(name => model.Features.IdOf(name))];
        for (int i = 0; i < sets.Length; i++)
        {
            float[] rows = model.Text.Score(readings[i].Reading);
            yield return (readings[i], [.. sets[i].Select(set => new AttributeRanking(set.Attribute, model.Rank(set.In(numbers), rows)))]);
        }

        FeatureExtractor ExtractorOf(AttributeDefinition attribute)
        {
            if (!extractors.TryGetValue(attribute.Id, out FeatureExtractor? extractor))
            {
                extractors.Add(attribute.Id, extractor = new FeatureExtractor(attribute, features, model.Text.RowOf));
            }

            return extractor;
        }
    }
}
