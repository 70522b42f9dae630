using System.Collections.Concurrent;

namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>
/// Decides which searches may be approximate: those among many points whose measured recall with the same filter is high enough. Safe for
/// concurrent use.
/// </summary>
/// <param name="options">The limits.</param>
internal sealed class RecallGate(QdrantOptions options)
{
    private readonly ConcurrentDictionary<(string Field, string Value), Probes> filters = [];

    /// <summary>How the next search with a filter is answered.</summary>
    public SearchPlan Next(SearchFilter filter) => filter.Rows <= options.ExactUpTo
        ? SearchPlan.Exact
        : filters.GetOrAdd((filter.Field, filter.Value), _ => new Probes(options)).Next();

    /// <summary>Records the share of the exact answer in an approximate one.</summary>
    public void Note(SearchFilter filter, double recall)
    {
        if (filters.TryGetValue((filter.Field, filter.Value), out Probes? probes))
        {
            probes.Note(recall);
        }
    }

    /// <summary>The measured recall, per filter.</summary>
    public IReadOnlyList<MeasuredRecall> Measured() => [.. filters
        .Select(filter => filter.Value.Measured(filter.Key.Field, filter.Key.Value))
        .OrderBy(measured => measured.Field, StringComparer.Ordinal)
        .ThenBy(measured => measured.Value, StringComparer.Ordinal)];

    // The last probes of one filter.
    private sealed class Probes(QdrantOptions options)
    {
        private readonly Lock held = new();
        private readonly Queue<double> last = new();
        private double sum;
        private long calls;

        public SearchPlan Next()
        {
            lock (held)
            {
                calls++;
                return last.Count < options.RecallProbes || calls % options.ProbeEvery == 0 ? SearchPlan.Probe
                    : IsGood ? SearchPlan.Approximate
                    : SearchPlan.Exact;
            }
        }

        public void Note(double recall)
        {
            lock (held)
            {
                last.Enqueue(recall);
                sum += recall;
                if (last.Count > options.RecallProbes)
                {
                    sum -= last.Dequeue();
                }
            }
        }

        public MeasuredRecall Measured(string field, string value)
        {
            lock (held)
            {
                return new MeasuredRecall(
                    field, value, last.Count, last.Count == 0 ? 0 : sum / last.Count, last.Count >= options.RecallProbes && IsGood);
            }
        }

        private bool IsGood => sum >= (options.RecallGate * last.Count) - 1e-9;
    }
}

/// <summary>How a search is answered.</summary>
internal enum SearchPlan
{
    /// <summary>Exactly.</summary>
    Exact,

    /// <summary>Exactly, and also approximately for comparison.</summary>
    Probe,

    /// <summary>Approximately.</summary>
    Approximate,
}
