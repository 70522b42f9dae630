using System.Diagnostics;
using System.Numerics.Tensors;

namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>
/// Measures the encoder on one device in calls of several sizes, each precision with its cosines to fp32 on the processor.
/// </summary>
public static class DeviceBenchmark
{
    private const int WarmUps = 2;
    private const int LeastCalls = 3;

    private static readonly int[] CallSizes = [1, 32, 512];

    private static readonly (EncoderPrecision Precision, double LeastCosine)[] Gates =
        [(EncoderPrecision.Fp32, 0.9999), (EncoderPrecision.Fp16, 0.999)];

    /// <summary>Runs the benchmark.</summary>
    /// <param name="modelFolder">A folder with an <c>encoder.json</c>.</param>
    /// <param name="texts">At least one text; equal ones count once.</param>
    /// <param name="device">The processor or a GPU; <c>auto</c> is refused because the measurement would not name its device.</param>
    /// <param name="time">How long calls of one size are repeated.</param>
    /// <param name="onRow">Receives each row once it is measured; may be null.</param>
    /// <param name="cancellationToken">Checked between calls.</param>
    /// <returns>A row for each precision and size of call.</returns>
    /// <exception cref="ArgumentException">There is no text, or the device is <c>auto</c>.</exception>
    /// <exception cref="ModelFormatException">The folder's files are missing, damaged or not supported.</exception>
    /// <exception cref="EncoderException">The device does not work.</exception>
    public static async Task<IReadOnlyList<DeviceBenchmarkRow>> RunAsync(
        string modelFolder, IReadOnlyList<string> texts, EncoderDevice device, TimeSpan time,
        Action<DeviceBenchmarkRow>? onRow = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(device);
        string[] distinct = [.. texts.Distinct(StringComparer.Ordinal)];
        ArgumentOutOfRangeException.ThrowIfZero(distinct.Length, nameof(texts));
        if (device.Kind == "auto")
        {
            throw new ArgumentException("Expected cpu or cuda: a measurement names its device.", nameof(device));
        }

        EmbeddingBatch reference;
        using (OnnxTextEncoder processor = Open(EncoderPrecision.Fp32, EncoderDevice.Cpu))
        {
            reference = await processor.EncodeAsync(distinct, cancellationToken).ConfigureAwait(false);
        }

        var rows = new List<DeviceBenchmarkRow>();
        foreach ((EncoderPrecision precision, double gate) in Gates)
        {
            using OnnxTextEncoder encoder = Open(precision, device);
            EmbeddingBatch vectors = await encoder.EncodeAsync(distinct, cancellationToken).ConfigureAwait(false);
            double[] cosines =
                [.. distinct.Select((_, i) => (double)TensorPrimitives.CosineSimilarity(reference[i].Span, vectors[i].Span))];
            foreach (int size in CallSizes)
            {
                (int calls, double seconds, double[] milliseconds) =
                    await MeasureAsync(encoder, distinct, Math.Min(size, distinct.Length), time, cancellationToken).ConfigureAwait(false);
                rows.Add(new DeviceBenchmarkRow(
                    device.ToString(), encoder.Space.Precision, size, calls, Math.Min(size, distinct.Length) * calls / seconds,
                    Quantile(milliseconds, 0.5),
                    Quantile(milliseconds, 0.99), cosines.Min(), cosines.Average(), gate, cosines.Min() >= gate));
                onRow?.Invoke(rows[^1]);
            }
        }

        return rows;

        OnnxTextEncoder Open(EncoderPrecision precision, EncoderDevice where) =>
            OnnxTextEncoder.Load(modelFolder, new EncoderOptions { Precision = precision, Device = where });
    }

    private static async Task<(int Calls, double Seconds, double[] Milliseconds)> MeasureAsync(
        OnnxTextEncoder encoder, string[] texts, int size, TimeSpan time, CancellationToken cancellationToken)
    {
        var milliseconds = new List<double>();
        int next = 0;
        for (int warmUp = 0; warmUp < WarmUps; warmUp++)
        {
            await encoder.EncodeAsync(Take(), cancellationToken).ConfigureAwait(false);
        }

        long started = Stopwatch.GetTimestamp();
        while (milliseconds.Count < LeastCalls || Stopwatch.GetElapsedTime(started) < time)
        {
            string[] call = Take();
            long begun = Stopwatch.GetTimestamp();
            await encoder.EncodeAsync(call, cancellationToken).ConfigureAwait(false);
            milliseconds.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }

        return (milliseconds.Count, milliseconds.Sum() / 1000, [.. milliseconds.Order()]);

        string[] Take() => [.. Enumerable.Range(0, size).Select(_ => texts[next++ % texts.Length])];
    }

    private static double Quantile(double[] sorted, double share) => sorted[(int)Math.Ceiling(share * sorted.Length) - 1];
}
