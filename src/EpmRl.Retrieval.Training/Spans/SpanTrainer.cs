using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Training.Contrastive;
using EpmRl.Retrieval.Training.Optimisation;

namespace EpmRl.Retrieval.Training.Spans;

/// <summary>
/// Trains the span reader over the states of a frozen encoder, whose sentence vectors therefore stay what they are.
/// </summary>
internal sealed class SpanTrainer : IDisposable
{
    private const double WarmUpShare = 0.1;

    private readonly SpanTrainingOptions options;
    private readonly FrozenLayers encoder;
    private readonly SpanNetwork network;
    private readonly IReadOnlyDictionary<SpanAttribute, float[]> vectors;
    private readonly SpanText[] trained, heldOut;

    /// <summary>Prepares a training.</summary>
    /// <param name="model">The encoder; may be disposed afterwards.</param>
    /// <param name="texts">The texts, at least one.</param>
    /// <param name="vectorOf">Sentence vectors of attributes' prompts, [H] each.</param>
    /// <param name="options">How to train.</param>
    /// <exception cref="TrainingException">No text has a span.</exception>
    public SpanTrainer(
        EncoderModel model, IReadOnlyList<SpanText> texts, IReadOnlyDictionary<SpanAttribute, float[]> vectorOf,
        SpanTrainingOptions options)
    {
        this.options = options;
        vectors = vectorOf;
        SpanText[] useful = [.. texts.Where(text => text.Spans.Count > 0)];
        if (useful.Length == 0)
        {
            throw new TrainingException(
                "No listing has a span whose meaning is known. Train on listings whose texts name their values.");
        }

        (trained, heldOut) = Split(useful, options);
        int layers = model.Weights.Configuration.Layers;
        int threads = options.Threads > 0 ? options.Threads : Environment.ProcessorCount;
        encoder = new FrozenLayers(model, layers, options.MaxTokens, options.CacheMebibytes, threads);
        Sizes = new ReaderSizes(model.Weights.Configuration.Hidden, Width: 192, Span: 128, Attribute: 256);
        network = new SpanNetwork(Sizes, options);
    }

    /// <summary>The dimensions of the network.</summary>
    public ReaderSizes Sizes { get; }

    /// <summary>Trains, and keeps the epoch with the lowest loss on held-out texts.</summary>
    /// <param name="progress">Receives every step.</param>
    /// <param name="cancellationToken">Checked between steps.</param>
    /// <returns>The weights of the best epoch, and its figures on held-out texts.</returns>
    public SpanTrainingResult Train(IProgress<SpanTrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        int perEpoch = (trained.Length + options.BatchTexts - 1) / options.BatchTexts;
        int steps = perEpoch * options.Epochs;
        var rate = new LearningRateSchedule(options.LearningRate, (int)(steps * WarmUpShare), steps + 1);
        SpanTrainingResult? best = null;
        int step = 0;
        for (int epoch = 0; epoch < options.Epochs; epoch++)
        {
            double sum = 0;
            foreach (SpanText[] texts in Batches(Seeds.Random(options.Seed, 1, epoch)))
            {
                cancellationToken.ThrowIfCancellationRequested();
                step++;
                SpanBatch batch = Batch(texts, Seeds.Random(options.Seed, 2, step), cancellationToken);
                double loss = network.Step(batch, rate.At(step));
                sum += loss;
                progress?.Report(new SpanTrainingProgress(step, steps, loss, null));
            }

            SpanFigures figures = Measure(cancellationToken);
            progress?.Report(new SpanTrainingProgress(step, steps, sum / perEpoch, figures));
            if (best is null || heldOut.Length == 0 || figures.Loss < best.Figures.Loss)
            {
                best = new SpanTrainingResult([.. network.Export()], figures, epoch + 1);
            }
        }

        return best!;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        network.Dispose();
        encoder.Dispose();
    }

    // Twins stay together, and so do equal texts.
    private static IEnumerable<IGrouping<string, SpanText>> Groups(IEnumerable<SpanText> texts) =>
        texts.GroupBy(text => text.Twin ?? text.Text, StringComparer.Ordinal);

    private static (SpanText[] Trained, SpanText[] HeldOut) Split(SpanText[] texts, SpanTrainingOptions options)
    {
        string[] keys = [.. Groups(texts).Select(group => group.Key)];
        Seeds.Random(options.Seed, 3).Shuffle(keys);
        HashSet<string> held = [.. keys.Take((int)(keys.Length * options.ValidationShare))];
        ILookup<bool, SpanText> parts = texts.ToLookup(text => held.Contains(text.Twin ?? text.Text));
        return ([.. parts[false]], [.. parts[true]]);
    }

    private IEnumerable<SpanText[]> Batches(Random random)
    {
        IGrouping<string, SpanText>[] groups = [.. Groups(trained)];
        random.Shuffle(groups);
        return groups.SelectMany(group => group).Chunk(options.BatchTexts);
    }

    private SpanBatch Batch(SpanText[] texts, Random? random, CancellationToken cancellationToken) => new(
        texts,
        encoder.Of([.. texts.Select(text => text.Text)], cancellationToken),
        [.. texts.Select(text => Choose(text, random))],
        attribute => vectors[attribute]);

    // All spans except the wrong ones of open attributes: of these some, each with the weight of one label. There are hundreds for each
    // value, which would leave nothing else to learn.
    private IReadOnlyList<(LabelledSpan Span, float Weight)> Choose(SpanText text, Random? random)
    {
        LabelledSpan[] many = [.. text.Spans.Where(span => span.IsOpen && !span.Labels.Values.Any(states => states))];
        if (random is null || many.Length == 0)
        {
            return [.. text.Spans.Select(span => (span, 1f))];
        }

        random.Shuffle(many);
        HashSet<LabelledSpan> drawn = new(many.Take(options.OpenNegatives), ReferenceEqualityComparer.Instance);
        HashSet<LabelledSpan> left = new(many.Skip(options.OpenNegatives), ReferenceEqualityComparer.Instance);
        return [.. text.Spans.Where(span => !left.Contains(span))
            .Select(span => (span, drawn.Contains(span) ? 1f / span.Labels.Count : 1f))];
    }

    private SpanFigures Measure(CancellationToken cancellationToken)
    {
        var counting = new SpanCounting();
        foreach (SpanText[] texts in Groups(heldOut).SelectMany(group => group).Chunk(options.BatchTexts))
        {
            SpanBatch batch = Batch(texts, null, cancellationToken);
            counting.Add(batch, texts, network.Score(batch));
        }

        return counting.Figures;
    }
}
