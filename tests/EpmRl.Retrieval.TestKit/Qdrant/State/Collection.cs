using System.Text.Json.Nodes;
using EpmRl.Retrieval.TestKit.Qdrant.Limits;
using EpmRl.Retrieval.TestKit.Qdrant.Updates;

namespace EpmRl.Retrieval.TestKit.Qdrant.State;

/// <summary>A collection: settings, points, indexes, and the state of its segments.</summary>
internal sealed class Collection
{
    /// <summary>The limit on points works on a count that is this old at most.</summary>
    private static readonly TimeSpan EstimateAge = TimeSpan.FromSeconds(10);

    private readonly TimeProvider _time;
    private readonly SortedDictionary<PointId, StoredPoint> _points = [];
    private readonly SortedDictionary<string, PayloadIndex> _indexes = new(StringComparer.Ordinal);
    private readonly List<PayloadIndex> _indexesUnderWay = [];
    private (DateTimeOffset At, int Count)? _estimate;
    private RateLimit? _reads;
    private RateLimit? _writes;

    public Collection(string name, CollectionConfig config, EmulatorSettings settings, ulong lastOperation = 0)
    {
        Name = name;
        Config = config;
        _time = settings.Time;
        Segments = new Segments(config, SeedOf(name));
        Optimizer = new Optimizer(config, Segments, _time, settings.OptimizationTime);
        LastOperation = lastOperation;
        ResetLimits();
        _writes?.Spend(1);
    }

    public string Name { get; }

    public CollectionConfig Config { get; }

    public Segments Segments { get; }

    public Optimizer Optimizer { get; }

    /// <summary>The number of the last write; it grows with every one, even one that fails or changes nothing.</summary>
    public ulong LastOperation { get; private set; }

    /// <summary>All points in the order of their ids.</summary>
    public IReadOnlyDictionary<PointId, StoredPoint> Points => _points;

    public IReadOnlyDictionary<string, PayloadIndex> Indexes => _indexes;

    /// <summary>Acknowledged writes that are still to be done. Only indexes take long enough to be seen here.</summary>
    public int QueueLength => _indexesUnderWay.Count;

    /// <summary>The points that readers see, in the order of their ids.</summary>
    public IEnumerable<StoredPoint> Visible
    {
        get
        {
            IReadOnlySet<PointId> deferred = Segments.Deferred();
            return deferred.Count == 0 ? _points.Values : _points.Values.Where(point => !deferred.Contains(point.Id));
        }
    }

    /// <summary>The number of points as the limit on points knows it.</summary>
    public int EstimatedCount
    {
        get
        {
            DateTimeOffset now = _time.GetUtcNow();
            if (_estimate is not { } estimate || now - estimate.At > EstimateAge)
            {
                _estimate = estimate = (now, _points.Count);
            }

            return estimate.Count;
        }
    }

    /// <summary>Does one write. It has taken its number even if it fails.</summary>
    /// <param name="update">The write; <see cref="Update.Check"/> let it pass.</param>
    /// <param name="wait">Whether the writer waits: only then does it hear of a failure behind the log.</param>
    /// <returns>The number of the write.</returns>
    public ulong Execute(Update update, bool wait)
    {
        _writes?.Spend(Math.Max(1, update.Cost(this)));
        ulong number = Begin(1);
        try
        {
            update.Apply(this, number);
        }
        catch (QdrantError) when (!wait)
        {
            // The server has said "acknowledged" by then, and never says more.
        }

        return number;
    }

    /// <summary>Makes an index. A second one of the same field takes its place.</summary>
    public ulong CreateIndex(PayloadIndex index, bool wait)
    {
        SpendOnSettings();
        ulong number = Begin(2);
        if (wait)
        {
            _indexes[index.Path.Text] = index;
        }
        else
        {
            _indexesUnderWay.Add(index);
        }

        return number;
    }

    public ulong DropIndex(string field)
    {
        SpendOnSettings();
        ulong number = Begin(2);
        _indexes.Remove(field);
        return number;
    }

    public ulong AddVector(string name, VectorParams? dense, JsonObject? sparse)
    {
        ulong number = Begin(2);
        if (dense is not null)
        {
            Config.Dense[name] = dense;
        }
        else
        {
            Config.Sparse[name] = sparse!;
        }

        return number;
    }

    public ulong DropVector(string name)
    {
        ulong number = Begin(2);
        Config.Dense.Remove(name);
        Config.Sparse.Remove(name);
        foreach (StoredPoint point in _points.Values.Where(point => point.Vectors.ContainsKey(name)).ToList())
        {
            Put(point with { Vectors = point.Vectors.Where(pair => pair.Key != name).ToDictionary() });
        }

        return number;
    }

    public void SpendOnRead(int cost) => _reads?.Spend(cost);

    /// <summary>Takes up changed settings.</summary>
    public void SettingsChanged(bool segmentsAreOutdated, bool limitsChanged)
    {
        Segments.SettingsChanged |= segmentsAreOutdated;
        Optimizer.Touch();
        if (limitsChanged)
        {
            ResetLimits();
        }
    }

    public void Put(StoredPoint point) => _points[point.Id] = point;

    public void Remove(PointId id)
    {
        _points.Remove(id);
        Segments.Remove(id);
    }

    public void Restore(IEnumerable<PayloadIndex> indexes, IReadOnlyList<StoredPoint> points)
    {
        foreach (PayloadIndex index in indexes)
        {
            _indexes[index.Path.Text] = index;
        }

        foreach (StoredPoint point in points)
        {
            Put(point);
        }

        Segments.Add([.. points.Select(point => point.Id)]);
    }

    private static int SeedOf(string name) => name.Aggregate(17, (seed, letter) => unchecked((seed * 31) + letter));

    private void SpendOnSettings()
    {
        _writes?.Spend(1);
        _writes?.Spend(1);
    }

    private ulong Begin(int operations)
    {
        foreach (PayloadIndex index in _indexesUnderWay)
        {
            _indexes[index.Path.Text] = index;
        }

        _indexesUnderWay.Clear();
        Optimizer.Touch();
        return LastOperation += (ulong)operations;
    }

    private void ResetLimits()
    {
        bool on = PayloadValue.Boolean(Config.StrictMode?["enabled"]) == true;
        _reads = on && PayloadValue.Integer(Config.StrictMode?["read_rate_limit"]) is { } reads
            ? new RateLimit("Read", (int)reads, _time)
            : null;
        _writes = on && PayloadValue.Integer(Config.StrictMode?["write_rate_limit"]) is { } writes
            ? new RateLimit("Write", (int)writes, _time)
            : null;
    }
}
