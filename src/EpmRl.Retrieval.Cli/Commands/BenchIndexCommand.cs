using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using System.Text.Json;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Taxonomy;
using Spectre.Console;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl bench index</c>: what an index costs beside encoding.</summary>
internal static class BenchIndexCommand
{
    private const int Rounds = 3;
    private const int Queries = 20;

    public static Command Create()
    {
        Option<string> index = CommonOptions.Index();
        Option<bool> json = CommonOptions.Json();
        var command = new CliCommand("index", "Time opening an index, scoring a listing in every category, and searching. Needs no encoder.")
        {
            Examples = ["epmrl bench index --index indexes/sample"],
        };
        command.Add(index);
        command.Add(json);
        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            IReadOnlyList<Figure> figures = await MeasureAsync(parsed.GetRequiredValue(index), cancellationToken);
            Show(figures, parsed.GetValue(json), terminal);
            return ExitCodes.Ok;
        });
    }

    private static async Task<IReadOnlyList<Figure>> MeasureAsync(string folder, CancellationToken cancellationToken)
    {
        var figures = new List<Figure>();
        long start = Stopwatch.GetTimestamp();
        using EmbeddedVectorIndex index = EmbeddedVectorIndex.Open(folder);
        figures.Add(Figure.Of("open, first in this process", [Since(start)]));
        start = Stopwatch.GetTimestamp();
        Category[] categories = [.. index.Taxonomy.Categories.Where(category => category.Attributes.Count > 0)];
        figures.Add(Figure.Of("read the taxonomy, once", [Since(start)]));
        figures.Add(await RepeatAsync("open again", Queries, _ =>
        {
            EmbeddedVectorIndex.Open(folder).Dispose();
            return Task.CompletedTask;
        }));

        float[][] items = [.. Enumerable.Range(0, Queries).Select(seed => RandomUnit(seed, index.Manifest.Dimension))];
        foreach (string label in new[] { "score a listing in a category, first touch", "score a listing in a category" })
        {
            int rounds = label.EndsWith("touch", StringComparison.Ordinal) ? 1 : Rounds;
            figures.Add(await RepeatAsync(label, categories.Length * rounds, i => index.ScoreAsync(
                items[i % Queries], categories[i % categories.Length].Id, AttributeIdentifier.DenseValues, cancellationToken).AsTask()));
        }

        figures.Add(await RepeatAsync("rank all categories", Queries, i => index.ScoreCategoriesAsync(items[i], 3, cancellationToken).AsTask()));
        figures.Add(await RepeatAsync("search all values", Queries, i => index.SearchAsync(items[i], ValueFilter.None, 10, cancellationToken).AsTask()));
        return figures;
    }

    private static async Task<Figure> RepeatAsync(string label, int times, Func<int, Task> work)
    {
        double[] milliseconds = new double[times];
        for (int i = 0; i < times; i++)
        {
            long start = Stopwatch.GetTimestamp();
            await work(i);
            milliseconds[i] = Since(start);
        }

        return Figure.Of(label, milliseconds);
    }

    private static void Show(IReadOnlyList<Figure> figures, bool asJson, Terminal terminal)
    {
        long peak = Process.GetCurrentProcess().PeakWorkingSet64;
        if (!asJson)
        {
            Table table = new Table().Border(TableBorder.Rounded).AddColumns("", "times", "mean ms", "p50 ms", "p99 ms", "max ms");
            foreach (Figure figure in figures)
            {
                table.AddRow([figure.Label, $"{figure.Times:N0}", .. new[] { figure.Mean, figure.P50, figure.P99, figure.Max }
                    .Select(value => value.ToString("0.000", CultureInfo.InvariantCulture))]);
            }

            terminal.People.Write(table);
            terminal.Out.WriteLine($"Largest resident memory, mapped pages of the index included: {peak / 1e6:N0} MB");
            return;
        }

        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteNumber("peak_resident_bytes", peak);
            json.WriteStartArray("figures");
            foreach (Figure figure in figures)
            {
                json.WriteStartObject();
                json.WriteString("what", figure.Label);
                json.WriteNumber("times", figure.Times);
                json.WriteNumber("mean_ms", figure.Mean);
                json.WriteNumber("p50_ms", figure.P50);
                json.WriteNumber("p99_ms", figure.P99);
                json.WriteNumber("max_ms", figure.Max);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        terminal.Out.WriteLine(System.Text.Encoding.UTF8.GetString(stream.ToArray()));
    }

    private static float[] RandomUnit(int seed, int dimension)
    {
        var random = new Random(seed);
        float[] vector = [.. Enumerable.Range(0, dimension).Select(_ => (float)(random.NextDouble() - 0.5))];
        TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), vector);
        return vector;
    }

    private static double Since(long start) => Stopwatch.GetElapsedTime(start).TotalMilliseconds;

    /// <summary>Times of one kind of work, in milliseconds.</summary>
    private sealed record Figure(string Label, int Times, double Mean, double P50, double P99, double Max)
    {
        public static Figure Of(string label, double[] milliseconds)
        {
            Array.Sort(milliseconds);
            int count = milliseconds.Length;
            return count == 0
                ? new Figure(label, 0, 0, 0, 0, 0)
                : new Figure(label, count, milliseconds.Average(), milliseconds[count / 2], milliseconds[count * 99 / 100], milliseconds[^1]);
        }
    }
}
