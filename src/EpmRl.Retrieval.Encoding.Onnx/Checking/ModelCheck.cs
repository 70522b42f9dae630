using System.Numerics.Tensors;

namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>
/// Runs a model's golden texts on this machine in every precision and compares them with the vectors stored at import. It detects a damaged
/// model, a processor that computes integers differently, or a changed runtime.
/// </summary>
public static class ModelCheck
{
    /// <summary>Largest difference allowed between a text's vector alone and in a batch.</summary>
    public const float NeighbourTolerance = 1e-4f;

    private static readonly (EncoderPrecision Precision, double LeastCosine, double MeanCosine)[] Gates =
    [
        (EncoderPrecision.Fp32, 0.99999, 0.99999),
        (EncoderPrecision.Fp16, 0.999, 0.9999),
        (EncoderPrecision.Int8, 0.97, 0.99),
    ];

    /// <summary>Checks a model folder.</summary>
    /// <param name="modelFolder">A folder with an <c>encoder.json</c>.</param>
    /// <param name="device">The processor or a GPU; the integer form is checked on processors only.</param>
    /// <param name="cancellationToken">Checked between precisions.</param>
    /// <returns>One result for each precision.</returns>
    /// <exception cref="ModelFormatException">The folder's files are missing, damaged or not supported.</exception>
    /// <exception cref="EncoderException">The device does not work.</exception>
    public static async Task<IReadOnlyList<PrecisionCheck>> RunAsync(
        string modelFolder, EncoderDevice device, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(modelFolder);
        ArgumentNullException.ThrowIfNull(device);
        EncoderManifest manifest = EncoderManifest.Read(modelFolder);
        List<(string Text, float[] Vector)> golden = GoldenVectors.Read(Path.Combine(modelFolder, ModelFiles.Golden), manifest.Dimension);
        var checks = new List<PrecisionCheck>();
        foreach ((EncoderPrecision precision, double leastCosine, double meanCosine) in Gates)
        {
            if (precision == EncoderPrecision.Int8 && device.Kind == "cuda")
            {
                continue;
            }

            cancellationToken.ThrowIfCancellationRequested();
            using OnnxTextEncoder encoder =
                OnnxTextEncoder.Load(modelFolder, new EncoderOptions { Precision = precision, Device = device });
            EmbeddingBatch together =
                await encoder.EncodeAsync([.. golden.Select(line => line.Text)], cancellationToken).ConfigureAwait(false);
            var cosines = new double[golden.Count];
            float neighbours = 0;
            for (int i = 0; i < golden.Count; i++)
            {
                cosines[i] = TensorPrimitives.CosineSimilarity<float>(golden[i].Vector, together[i].Span);
                EmbeddingBatch alone = await encoder.EncodeAsync([golden[i].Text], cancellationToken).ConfigureAwait(false);
                neighbours = MathF.Max(neighbours, LargestDifference(alone[0].Span, together[i].Span));
            }

            bool passed = cosines.Min() >= leastCosine && cosines.Average() >= meanCosine && neighbours <= NeighbourTolerance;
            checks.Add(new PrecisionCheck(
                encoder.Space.Precision, encoder.Device.ToString(), encoder.Space.Fingerprint, cosines.Min(), cosines.Average(), neighbours,
                leastCosine, meanCosine, passed));
        }

        return checks;
    }

    private static float LargestDifference(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        float largest = 0;
        for (int i = 0; i < a.Length; i++)
        {
            largest = MathF.Max(largest, MathF.Abs(a[i] - b[i]));
        }

        return largest;
    }
}
