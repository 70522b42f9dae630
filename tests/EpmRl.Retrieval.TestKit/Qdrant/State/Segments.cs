namespace EpmRl.Retrieval.TestKit.Qdrant.State;

/// <summary>How the points of a collection lie in segments. Only counts and statuses depend on it: a search is always exact.</summary>
internal sealed class Segments
{
    /// <summary>New points are dealt out in parts of this size, each to the smallest plain segment.</summary>
    private const int Part = 32;

    private readonly CollectionConfig _config;
    private readonly Random _uuids;
    private readonly Dictionary<PointId, Segment> _home = [];
    private List<Segment> _all;

    public Segments(CollectionConfig config, int seed)
    {
        _config = config;
        _uuids = new Random(seed);
        _all = [.. Enumerable.Range(0, config.FirstSegments).Select(_ => New(isIndexed: false))];
    }

    public IReadOnlyList<Segment> All => _all;

    /// <summary>Segments that an optimizer would work on now.</summary>
    public IReadOnlyList<Segment> Pending
    {
        get
        {
            if (SettingsChanged)
            {
                return _all;
            }

            return _all.Any(IsOverdue) ? [.. _all.Where(segment => !segment.IsIndexed && segment.Points.Count > 0)] : [];
        }
    }

    /// <summary>Whether segments were built with settings that have changed since.</summary>
    public bool SettingsChanged { get; set; }

    public Segment Of(PointId id) => _home[id];

    public void Add(IReadOnlyList<PointId> ids)
    {
        foreach (PointId[] part in ids.Chunk(Part))
        {
            Segment smallest = _all.Where(segment => !segment.IsIndexed).MinBy(segment => segment.Points.Count)!;
            foreach (PointId id in part)
            {
                smallest.Points.Add(id);
                _home[id] = smallest;
            }
        }
    }

    public void Remove(PointId id)
    {
        if (_home.Remove(id, out Segment? segment))
        {
            segment.Points.Remove(id);
        }
    }

    /// <summary>Points that no reader sees: those above the threshold in plain segments, where the collection hides them.</summary>
    public IReadOnlySet<PointId> Deferred()
    {
        if (!_config.HidesUnoptimized || _config.IndexingThreshold == 0)
        {
            return new HashSet<PointId>();
        }

        int visible = (int)(_config.IndexingThreshold * 1024 / Math.Max(1, _config.BytesPerPoint));
        return _all.Where(IsOverdue).SelectMany(segment => segment.Points.Skip(visible)).ToHashSet();
    }

    /// <summary>Whether a search with <c>indexed_only</c> leaves a segment out.</summary>
    public bool IsTooLargeUnindexed(Segment segment) =>
        !segment.IsIndexed && Bytes(segment) > Math.Max(_config.IndexingThreshold, _config.FullScanThreshold) * 1024;

    /// <summary>Does the optimizers' work: all points go into one segment with a graph, and an empty plain one takes new points.</summary>
    public void Optimize()
    {
        bool wantsGraph = _all.Any(segment => segment.IsIndexed || IsOverdue(segment));
        Segment merged = New(wantsGraph);
        foreach (PointId id in _all.SelectMany(segment => segment.Points))
        {
            merged.Points.Add(id);
            _home[id] = merged;
        }

        _all = wantsGraph ? [merged, New(isIndexed: false)] : [merged];
        SettingsChanged = false;
    }

    private bool IsOverdue(Segment segment) =>
        !segment.IsIndexed && _config.IndexingThreshold > 0 && Bytes(segment) > _config.IndexingThreshold * 1024;

    private long Bytes(Segment segment) => segment.Points.Count * _config.BytesPerPoint;

    private Segment New(bool isIndexed)
    {
        byte[] bytes = new byte[16];
        _uuids.NextBytes(bytes);
        return new Segment(new Guid(bytes), isIndexed);
    }
}
