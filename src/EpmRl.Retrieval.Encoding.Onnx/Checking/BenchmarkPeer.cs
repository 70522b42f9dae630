using System.Diagnostics;
using System.Numerics.Tensors;

namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>One way to encode, and its measurements so far.</summary>
internal sealed class BenchmarkPeer(
    string name, IDisposable encoder, long residentBytes, Func<Task<Func<int, ReadOnlyMemory<float>>>> encode) : IDisposable
{
    private readonly List<double> textsPerSecond = [];
    private readonly List<double> cpuMilliseconds = [];
    private readonly List<double> allocatedBytes = [];
    private double leastCosine = 1;
    private double meanCosine = 1;

    /// <summary>Median over the rounds.</summary>
    public double MedianTextsPerSecond => Median(textsPerSecond);

    /// <summary>Median over the rounds of the processor time for one text, all threads together.</summary>
    public double MedianCpuMilliseconds => Median(cpuMilliseconds);

    /// <summary>Encodes all texts once and records time, processor time and allocations.</summary>
    /// <returns>The vector of each text.</returns>
    public async Task<Func<int, ReadOnlyMemory<float>>> MeasureAsync(int texts, bool isWarmUp)
    {
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        long started = Stopwatch.GetTimestamp();
        Func<int, ReadOnlyMemory<float>> vectors = await encode().ConfigureAwait(false);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
        if (!isWarmUp)
        {
            textsPerSecond.Add(texts / elapsed.TotalSeconds);
            cpuMilliseconds.Add((Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds / texts);
            allocatedBytes.Add((GC.GetTotalAllocatedBytes(precise: true) - allocated) / (double)texts);
        }

        return vectors;
    }

    /// <summary>Records the cosines to the reference's vectors.</summary>
    public void Compare(Func<int, ReadOnlyMemory<float>> reference, Func<int, ReadOnlyMemory<float>> vectors, int texts)
    {
        double[] cosines =
            [.. Enumerable.Range(0, texts).Select(i => (double)TensorPrimitives.CosineSimilarity(reference(i).Span, vectors(i).Span))];
        leastCosine = cosines.Min();
        meanCosine = cosines.Average();
    }

    /// <summary>The results.</summary>
    public EncoderBenchmarkRow Report(double baselineTextsPerSecond, double baselineCpu) => new(
        name, textsPerSecond.Min(), MedianTextsPerSecond, textsPerSecond.Max(), MedianTextsPerSecond / baselineTextsPerSecond,
        MedianCpuMilliseconds, baselineCpu / MedianCpuMilliseconds, leastCosine, meanCosine, Median(allocatedBytes), residentBytes);

    /// <inheritdoc/>
    public void Dispose() => encoder.Dispose();

    private static double Median(List<double> numbers)
    {
        double[] sorted = [.. numbers.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
