using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Indexing;

namespace EpmRl.Retrieval.Training.Contrastive;

/// <summary>
/// Trains an engine's encoder on the known listings and indexes its taxonomy again. Disposes the encoders and indexes it opened.
/// </summary>
/// <param name="baseModel">The model folder to start from.</param>
/// <param name="folder">A scratch folder, in which each engine gets its own folder.</param>
/// <param name="options">How to train; null for the defaults.</param>
/// <param name="encoder">How the trained encoder is run; null for the defaults.</param>
/// <param name="progress">Receives every step of every engine.</param>
internal sealed class EncoderEngineTrainer(
    string baseModel, string folder, EncoderTrainingOptions? options = null, EncoderOptions? encoder = null,
    IProgress<EncoderTrainingProgress>? progress = null)
    : IDisposable
{
    private readonly List<IDisposable> opened = [];
    private int engines;

    /// <summary>Trains the encoder of an engine; a <see cref="TrainEngine"/>.</summary>
    /// <exception cref="TrainingException">There is nothing to learn from.</exception>
    public async Task<EvaluationEngine> TrainAsync(
        IReadOnlyList<LabelledListing> known, EngineSource untrained, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(known);
        ArgumentNullException.ThrowIfNull(untrained);
        EvaluationEngine engine = await untrained.ForAsync(known, cancellationToken).ConfigureAwait(false);
        string own = Path.Combine(folder, $"encoder-{engines++}");
        string model = Path.Combine(own, "model");
        string checkpoints = Path.Combine(own, "checkpoints");
        var trainer = new EncoderTrainer(baseModel, engine.Index.Taxonomy, known, options);
        trainer.Train(checkpoints, resume: false, progress, cancellationToken);
        await trainer.ExportAsync(checkpoints, model, cancellationToken: cancellationToken).ConfigureAwait(false);
        Directory.Delete(checkpoints, recursive: true);

        OnnxTextEncoder trained = OnnxTextEncoder.Load(model, encoder);
        opened.Add(trained);
        string indexed = Path.Combine(own, "index");
        await new IndexBuilder(indexed).BuildAsync(engine.Index.Taxonomy, trained, cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        EmbeddedVectorIndex index = EmbeddedVectorIndex.Open(indexed);
        opened.Add(index);
        return engine with { Encoder = trained, Index = index };
    }

    /// <inheritdoc/>
    public void Dispose() => opened.ForEach(one => one.Dispose());
}
