using System.Globalization;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Training.Contrastive;
using EpmRl.Retrieval.Training.Optimisation;

namespace EpmRl.Retrieval.Training.Distillation;

/// <summary>
/// Trains an encoder with fewer layers to reproduce another's vectors, text by text; its speed grows as its number of layers falls. It
/// starts from every second (third …) layer of the larger one, and keeps its embeddings. Source: DistilBERT's initialisation (Sanh et al.,
/// 2019, arXiv:1910.01108); the target is the vector itself.
/// </summary>
/// <param name="teacher">The larger encoder's model folder; not changed.</param>
/// <param name="options">How to train; null for the defaults.</param>
/// <param name="clock">Measures elapsed time; null for the system's.</param>
internal sealed class EncoderDistiller(string teacher, DistillationOptions? options = null, TimeProvider? clock = null)
{
    private const double WarmUpShare = 0.1;
    private const int HeldOutOf = 20; // one text out of 20
    private const int CacheMebibytes = 512;

    private readonly DistillationOptions options = options ?? new DistillationOptions();
    private readonly TimeProvider clock = clock ?? TimeProvider.System;

    /// <summary>Trains and writes the smaller encoder.</summary>
    /// <param name="texts">Texts to learn on, see <see cref="DistillationTexts"/>; at least 20.</param>
    /// <param name="target">The model folder to make; must not exist or be empty.</param>
    /// <param name="id">The model's name; null for the target folder's.</param>
    /// <param name="progress">Receives every step.</param>
    /// <param name="cancellationToken">Checked between steps; on cancellation nothing is left behind.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="TrainingException">Too few texts.</exception>
    /// <exception cref="EpmRl.Retrieval.Encoding.ModelFormatException">The teacher is not a model folder, or is damaged.</exception>
    /// <exception cref="IOException">The target exists, or cannot be written.</exception>
    public async Task<DistillationResult> DistillAsync(
        IReadOnlyList<string> texts, string target, string? id = null, IProgress<EncoderTrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentException.ThrowIfNullOrEmpty(target);
        options.Check();
        if (texts.Count < HeldOutOf)
        {
            throw new TrainingException(
                $"{texts.Count} texts are too few to learn vectors from; give at least {HeldOutOf}, preferably thousands.");
        }

        using EncoderModel model = EncoderModel.Open(teacher);
        if (options.Layers >= model.Weights.Configuration.Layers)
        {
            throw new TrainingException(
                $"A smaller encoder of {options.Layers} layers was asked for; "
                    + $"'{teacher}' has {model.Weights.Configuration.Layers}. Ask for fewer.");
        }

        using var embeddings = new FrozenLayers(model, layers: 0, options.MaxTokens, CacheMebibytes, options.Threads);
        string[] shuffled = [.. texts];
        Seeds.Random(options.Seed).Shuffle(shuffled);
        string[] heldOut = shuffled[..(shuffled.Length / HeldOutOf)];
        string[] learned = shuffled[heldOut.Length..];
        using var large = new TrainedLayers(embeddings, model.Weights, 0, model.Manifest.Pooling, options.Threads);
        using var network = new DistillationNetwork(model, options);
        DistillationBatch[] batches = DistillationBatch.Cut(
            learned, embeddings.Of(learned, cancellationToken), large.Encode(learned, cancellationToken), options.BatchTokens);
        int steps = Learn(network, batches, progress, cancellationToken);

        BertWeights small = model.Weights.With(network.Weights(), options.Layers);
        using var student = new TrainedLayers(embeddings, small, 0, model.Manifest.Pooling, options.Threads);
        double cosine = MeanCosine(large.Encode(heldOut, cancellationToken), student.Encode(heldOut, cancellationToken), large.Dimension);
        var result = new DistillationResult(steps, cosine, heldOut.Length);
        await TrainedModelFolder.WriteAsync(
            teacher, target, id, small, made => Card(made, model.Manifest, learned.Length, result), cancellationToken)
            .ConfigureAwait(false);
        return result;
    }

    private int Learn(
        DistillationNetwork network,
        DistillationBatch[] batches,
        IProgress<EncoderTrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        int steps = batches.Length * options.Epochs;
        var rate = new LearningRateSchedule(options.LearningRate, (int)(steps * WarmUpShare), steps + 1);
        long started = clock.GetTimestamp();
        for (int step = 1; step <= steps; step++)
        {
            (int epoch, int place) = Math.DivRem(step - 1, batches.Length);
            if (place == 0)
            {
                Seeds.Random(options.Seed, epoch).Shuffle(batches);
            }

            cancellationToken.ThrowIfCancellationRequested();
            double loss = network.Step(batches[place], rate.At(step));
            TimeSpan elapsed = clock.GetElapsedTime(started);
            progress?.Report(new EncoderTrainingProgress(step, steps, loss, rate.At(step), elapsed, elapsed / step * (steps - step)));
        }

        return steps;
    }

    private static double MeanCosine(float[] one, float[] other, int dimension) => Enumerable.Range(0, one.Length / dimension)
        .Average(i => DotProduct.Of(one.AsSpan(i * dimension, dimension), other.AsSpan(i * dimension, dimension)));

    private static string Pooling(EncoderManifest model) => model.Pooling.ToString().ToLowerInvariant();

    private string Settings() => string.Create(
        CultureInfo.InvariantCulture,
        $"learning rate {options.LearningRate}, weight decay {options.WeightDecay}, {options.MaxTokens} tokens a text, "
            + $"seed {options.Seed}");

    private string Card(EncoderManifest made, EncoderManifest from, int learned, DistillationResult result) =>
        string.Create(CultureInfo.InvariantCulture, $"""
        # {made.Id}

        A text encoder for `epmrl` of {options.Layers} layers, trained to give the vectors of `{from.Id}`.

        | | |
        | --- | --- |
        | teacher | `{from.Id}`, weights SHA-256 {from.Files[ModelFiles.Weights]} |
        | licence of the teacher | {from.Licence ?? "not stated; look it up before passing the model on"} |
        | dimension, pooling, longest input | {made.Dimension}; {Pooling(made)}, then L2 normalisation; {made.MaxTokens} tokens |
        | texts | {learned} trained on, {result.HeldOut} held out |
        | cosine to the teacher, mean of the held-out texts | {result.MeanCosine:F4} |
        | settings | {options.Epochs} epochs, {result.Steps} steps of {options.BatchTokens} tokens, {Settings()} |

        `encoder.json` holds the prompts and the SHA-256 of every file. Check the model on each machine before use: `golden.jsonl` holds
        texts with their expected vectors.

        """);
}

/// <summary>The result of a distillation.</summary>
/// <param name="Steps">Steps taken.</param>
/// <param name="MeanCosine">Mean cosine of both encoders' vectors of the held-out texts, in [-1, 1].</param>
/// <param name="HeldOut">Number of held-out texts.</param>
internal sealed record DistillationResult(int Steps, double MeanCosine, int HeldOut);
