using Microsoft.ML.OnnxRuntime;

namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>
/// The benchmark's baseline: a plain ONNX Runtime fp32 session with its default settings, over batches of 32 sorted by length and padded.
/// </summary>
internal sealed class PlainEncoder : IDisposable
{
    private const int BatchSize = 32;
    private static readonly string[] Inputs = ["input_ids", "attention_mask"];
    private static readonly string[] Outputs = ["embedding"];

    private readonly InferenceSession session;
    private readonly RunOptions runOptions = new();
    private readonly EncoderManifest manifest;
    private readonly WordPieceTokenizer tokenizer;

    /// <summary>Opens the session.</summary>
    /// <param name="model">The model; mean pooling.</param>
    /// <param name="threads">Threads inside an operator.</param>
    public PlainEncoder(EncoderModel model, int threads)
    {
        manifest = model.Manifest;
        tokenizer = model.Tokenizer;
        session = OnnxSession.OpenPlain(new PlainBertGraph(model.Weights).Build(), threads);
    }

    /// <summary>Encodes texts.</summary>
    /// <returns>[N × D], row i for text i.</returns>
    public float[] Encode(IReadOnlyList<string> texts)
    {
        int dimension = manifest.Dimension;
        int[][] ids = [.. texts.Select(text => tokenizer.Encode(text, manifest.MaxTokens).Ids)];
        var vectors = new float[texts.Count * dimension];
        foreach (int[] batch in Enumerable.Range(0, ids.Length).OrderBy(i => ids[i].Length).Chunk(BatchSize))
        {
            int tokens = ids[batch[^1]].Length;
            var input = new long[batch.Length * tokens];
            var mask = new long[batch.Length * tokens];
            for (int row = 0; row < batch.Length; row++)
            {
                for (int i = 0; i < ids[batch[row]].Length; i++)
                {
                    input[row * tokens + i] = ids[batch[row]][i];
                    mask[row * tokens + i] = 1;
                }
            }

            using OrtValue inputValue = OrtValue.CreateTensorValueFromMemory(input, [batch.Length, tokens]);
            using OrtValue maskValue = OrtValue.CreateTensorValueFromMemory(mask, [batch.Length, tokens]);
            using IDisposableReadOnlyCollection<OrtValue> results = session.Run(runOptions, Inputs, [inputValue, maskValue], Outputs);
            ReadOnlySpan<float> rows = results[0].GetTensorDataAsSpan<float>();
            for (int row = 0; row < batch.Length; row++)
            {
                rows.Slice(row * dimension, dimension).CopyTo(vectors.AsSpan(batch[row] * dimension));
            }
        }

        return vectors;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        session.Dispose();
        runOptions.Dispose();
    }
}
