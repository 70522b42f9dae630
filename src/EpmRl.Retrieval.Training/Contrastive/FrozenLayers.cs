using System.Collections.Concurrent;
using System.Numerics.Tensors;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Encoding.Onnx.Graphs;

namespace EpmRl.Retrieval.Training.Contrastive;

/// <summary>
/// The frozen part of an encoder: from a text to its tokens' states below the first trained layer. It never changes, so its outputs are
/// cached as memory allows.
/// </summary>
/// <remarks>Texts run one at a time: states depend on the text alone, whether cached or computed again.</remarks>
internal sealed class FrozenLayers : IDisposable
{
    private readonly WordPieceTokenizer tokenizer;
    private readonly EncoderSession session;
    private readonly ConcurrentDictionary<string, HiddenText> kept = new(StringComparer.Ordinal);
    private readonly int maxTokens;
    private readonly int hidden;
    private readonly int threads;
    private long room; // halves that may still be cached

    /// <summary>Takes the embeddings and the lowest layers of a model.</summary>
    /// <param name="model">The model; not needed afterwards.</param>
    /// <param name="layers">Number of its layers.</param>
    /// <param name="maxTokens">Longest input, special tokens included; longer texts are cut.</param>
    /// <param name="cacheMebibytes">Most memory for cached states.</param>
    /// <param name="threads">Texts run at a time.</param>
    public FrozenLayers(EncoderModel model, int layers, int maxTokens, int cacheMebibytes, int threads)
    {
        tokenizer = model.Tokenizer;
        session = new EncoderSession(BertGraph.BuildLower(model.Weights, layers), EncoderDevice.Cpu);
        this.maxTokens = Math.Min(maxTokens, model.Manifest.MaxTokens);
        hidden = model.Weights.Configuration.Hidden;
        this.threads = threads;
        room = cacheMebibytes * 1024L * 1024 / 2;
    }

    /// <summary>The states of texts.</summary>
    /// <param name="texts">N texts.</param>
    /// <param name="cancellationToken">Checked between texts.</param>
    /// <returns>[N].</returns>
    public HiddenText[] Of(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        var states = new HiddenText[texts.Count];
        Parallel.For(0, texts.Count, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken }, i =>
            states[i] = Of(texts[i]));
        return states;
    }

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();

    private HiddenText Of(string text)
    {
        if (kept.TryGetValue(text, out HiddenText? before))
        {
            return before;
        }

        int[] ids = tokenizer.Encode(text, maxTokens).Ids;
        var full = new float[ids.Length * hidden];
        session.Run<int>(ids, [1, ids.Length], full, [1, ids.Length, hidden]);
        var halves = new Half[full.Length]; // the rounding is far below the effect of a training step
        TensorPrimitives.ConvertToHalf(full, halves);
        var states = new HiddenText(ids.Length, halves);
        if (Interlocked.Add(ref room, -halves.Length) >= 0)
        {
            kept.TryAdd(text, states);
        }

        return states;
    }
}

/// <summary>The states of a text's tokens below the first trained layer.</summary>
/// <param name="Tokens">T.</param>
/// <param name="States">[T, H].</param>
internal sealed record HiddenText(int Tokens, Half[] States)
{
    /// <summary>Writes the states as 32-bit floats.</summary>
    public void CopyTo(Span<float> destination) => TensorPrimitives.ConvertToSingle(States, destination);
}
