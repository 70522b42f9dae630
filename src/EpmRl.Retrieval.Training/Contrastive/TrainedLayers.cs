using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Encoding.Onnx.Graphs;

namespace EpmRl.Retrieval.Training.Contrastive;

/// <summary>The trained part of an encoder with its current weights, in the form used for inference: from states to unit vectors.</summary>
internal sealed class TrainedLayers : IDisposable
{
    private readonly FrozenLayers below;
    private readonly EncoderSession session;
    private readonly int threads;

    /// <summary>Copies the weights.</summary>
    /// <param name="below">The part below.</param>
    /// <param name="weights">The network with its current weights.</param>
    /// <param name="firstLayer">The lowest layer of the part.</param>
    /// <param name="pooling">How tokens become one vector.</param>
    /// <param name="threads">Texts run at a time.</param>
    public TrainedLayers(FrozenLayers below, BertWeights weights, int firstLayer, PoolingKind pooling, int threads)
    {
        this.below = below;
        this.threads = threads;
        Dimension = weights.Configuration.Hidden;
        session = new EncoderSession(BertGraph.BuildUpper(weights, firstLayer, pooling), EncoderDevice.Cpu);
    }

    /// <summary>D, the length of a vector.</summary>
    public int Dimension { get; }

    /// <summary>Encodes texts.</summary>
    /// <param name="texts">N texts.</param>
    /// <param name="cancellationToken">Checked between texts.</param>
    /// <returns>Unit vectors, [N, D].</returns>
    public float[] Encode(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        HiddenText[] states = below.Of(texts, cancellationToken);
        var vectors = new float[texts.Count * Dimension];
        Parallel.For(0, texts.Count, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken }, i =>
        {
            var full = new float[states[i].States.Length];
            states[i].CopyTo(full);
            session.Run<float>(full, [1, states[i].Tokens, Dimension], vectors.AsMemory(i * Dimension, Dimension), [1, Dimension]);
        });
        return vectors;
    }

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();
}
