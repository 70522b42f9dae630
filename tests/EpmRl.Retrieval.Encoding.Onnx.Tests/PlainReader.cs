using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Encoding.Onnx.Tests;

/// <summary>A reader with random weights, and its formulas written out in doubles.</summary>
internal sealed class PlainReader
{
    private readonly Dictionary<string, float[]> tensors = new(StringComparer.Ordinal);

    public PlainReader(ReaderSizes sizes, int seed)
    {
        Sizes = sizes;
        var random = new Random(seed);
        foreach ((string name, long[] shape) in sizes.Tensors)
        {
            // Outputs of about the size of inputs; norms around 1, as trained ones are.
            double scale = shape.Length == 2 ? 1 / Math.Sqrt(shape[1]) : 0.2;
            bool norm = name.Contains("norm.weight", StringComparison.Ordinal);
            tensors.Add(name, [.. Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b))
                .Select(_ => (float)((norm ? 1 : 0) + scale * (random.NextDouble() * 2 - 1) * 1.7))]);
        }
    }

    public ReaderSizes Sizes { get; }

    public float[] this[string name] => tensors[name];

    public void WriteTo(string modelFolder) =>
        ReaderFile.Write(Path.Combine(modelFolder, ModelFiles.Reader), Sizes, name => tensors[name]);

    /// <summary>A model folder with this reader: a copy of the shipped encoder.</summary>
    public string AddedToShipped(ScratchFolder scratch, string name)
    {
        TestModels.CopyCheckpoint(ShippedEncoder.Folder, scratch[name]);
        WriteTo(scratch[name]);
        return scratch[name];
    }

    /// <summary>The parts of each token, [T][3D].</summary>
    public double[][] Parts(double[][] hidden)
    {
        double[][] x = [.. hidden.Select(row => Normalize(Linear(row, "reader.input"), "reader.input_norm"))];
        double[][] y = [.. x.Select((row, t) => Sum(row, Linear(Around(x, t, 1), "reader.near").Select(Gelu)))];
        return [.. y
            .Select((row, t) => Normalize(Sum(row, Linear(Around(y, t, 3), "reader.far").Select(Gelu)), "reader.output_norm"))
            .Select(row => Linear(row, "reader.parts"))];
    }

    /// <summary>The probability that the span i..j states the attribute's value.</summary>
    public double Probability(double[][] parts, int i, int j, double[] sentence)
    {
        int d = Sizes.Span;
        double[] attribute = Linear(
            [.. Linear(sentence, "reader.attribute.hidden").Select(Gelu)], "reader.attribute.output");
        double score = attribute[d];
        for (int k = 0; k < d; k++)
        {
            double inner = Enumerable.Range(i, j - i + 1).Average(t => parts[t][2 * d + k]);
            double length = tensors["reader.length"][(Math.Min(j - i + 1, 8) - 1) * d + k];
            score += attribute[k] * Gelu(parts[i][k] + parts[j][d + k] + inner + length) / Math.Sqrt(d);
        }

        return 1 / (1 + Math.Exp(-score));
    }

    public static double Gelu(double x) => x * (1 + Erf(x / Math.Sqrt(2))) / 2;

    // The Maclaurin series, and 1 where it no longer matters.
    private static double Erf(double x)
    {
        if (Math.Abs(x) > 5)
        {
            return Math.Sign(x);
        }

        double sum = x, term = x;
        for (int n = 1; n < 200; n++)
        {
            term *= -x * x / n;
            sum += term / (2 * n + 1);
        }

        return 2 / Math.Sqrt(Math.PI) * sum;
    }

    private static double[] Around(double[][] rows, int t, int distance) =>
    [
        .. Enumerable.Range(-2, 5).Select(k => t + k * distance)
            .SelectMany(at => at >= 0 && at < rows.Length ? rows[at] : new double[rows[0].Length]),
    ];

    private static double[] Sum(double[] row, IEnumerable<double> other) => [.. row.Zip(other, (a, b) => a + b)];

    private double[] Linear(double[] input, string name)
    {
        float[] weight = tensors[name + ".weight"], bias = tensors[name + ".bias"];
        return [.. bias.Select((b, row) => input.Select((x, i) => x * weight[row * input.Length + i]).Sum() + b)];
    }

    private double[] Normalize(double[] row, string name)
    {
        double mean = row.Average();
        double deviation = Math.Sqrt(row.Average(x => (x - mean) * (x - mean)) + 1e-12);
        return [.. row.Select((x, i) => (x - mean) / deviation * tensors[name + ".weight"][i] + tensors[name + ".bias"][i])];
    }
}
