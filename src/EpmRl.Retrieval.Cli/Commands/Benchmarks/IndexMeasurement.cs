using System.Diagnostics;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>Times the operations of an index, with the recall of approximate answers against exact ones.</summary>
/// <param name="folder">The index.</param>
/// <param name="queries">Unit vectors to search with.</param>
internal sealed class IndexMeasurement(string folder, IReadOnlyList<ReadOnlyMemory<float>> queries)
{
    private const int Opened = 20;
    private const int Rounds = 3;
    private const int Wanted = 10;

    private readonly List<Figure> figures = [];

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellationToken)
    {
        EmbeddedVectorIndex opened = null!;
        await RepeatAsync("open, first in this process", 1, _ =>
        {
            opened = EmbeddedVectorIndex.Open(folder);
            return Task.CompletedTask;
        });
        using EmbeddedVectorIndex index = opened;
        await RepeatAsync("read the taxonomy, once", 1, _ => Task.FromResult(index.Taxonomy));
        Category[] categories = [.. index.Taxonomy.Categories.Where(category => category.Attributes.Count > 0)];
        await RepeatAsync("open again", index.Manifest.Vectors > 2_000_000 ? 3 : Opened, _ =>
        {
            EmbeddedVectorIndex.Open(folder).Dispose();
            return Task.CompletedTask;
        });
        await RepeatAsync(
            "score a listing in a category, first touch", categories.Length, i => ScoreAsync(index, categories, i, cancellationToken), 1);
        await RepeatAsync(
            "score a listing in a category", categories.Length * Rounds, i => ScoreAsync(index, categories, i, cancellationToken), 1);
        await RepeatAsync(
            "rank all categories", queries.Count, i => index.ScoreCategoriesAsync(queries[i], 3, cancellationToken).AsTask(), 1);
        await SearchAsync(index, cancellationToken);
        return figures;
    }

    private Task ScoreAsync(EmbeddedVectorIndex index, Category[] categories, int i, CancellationToken cancellationToken) => index
        .ScoreAsync(queries[i % queries.Count], categories[i % categories.Length].Id, AttributeIdentifier.DenseValues, cancellationToken)
        .AsTask();

    private async Task SearchAsync(EmbeddedVectorIndex index, CancellationToken cancellationToken)
    {
        var exact = new IReadOnlyList<ValueHit>[queries.Count];
        var found = new IReadOnlyList<ValueHit>[queries.Count];
        await index.SearchExactlyAsync(queries[0], ValueFilter.None, Wanted, cancellationToken); // pages are read, code is compiled
        await index.SearchAsync(queries[0], ValueFilter.None, Wanted, cancellationToken);
        await RepeatAsync("search all values, every vector read", queries.Count, async i =>
            exact[i] = await index.SearchExactlyAsync(queries[i], ValueFilter.None, Wanted, cancellationToken), 1);
        await RepeatAsync("search all values", queries.Count, async i =>
            found[i] = await index.SearchAsync(queries[i], ValueFilter.None, Wanted, cancellationToken));
        figures[^1] = figures[^1] with { Recall = Enumerable.Range(0, queries.Count).Average(i => Recall(exact[i], found[i])) };
    }

    // A value with the score of the last exact one counts as that one.
    private static double Recall(IReadOnlyList<ValueHit> exact, IReadOnlyList<ValueHit> found) =>
        exact.Count == 0 ? 1 : (double)found.Count(hit => hit.Score >= exact[^1].Score) / exact.Count;

    private async Task RepeatAsync(string label, int times, Func<int, Task> work, double? recall = null)
    {
        double[] milliseconds = new double[times];
        TimeSpan before = Environment.CpuUsage.TotalTime;
        for (int i = 0; i < times; i++)
        {
            long start = Stopwatch.GetTimestamp();
            await work(i);
            milliseconds[i] = Since(start);
        }

        figures.Add(Figure.Of(label, milliseconds, (Environment.CpuUsage.TotalTime - before).TotalMilliseconds, recall));
    }

    private static double Since(long start) => Stopwatch.GetElapsedTime(start).TotalMilliseconds;
}
