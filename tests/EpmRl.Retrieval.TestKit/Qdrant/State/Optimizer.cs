namespace EpmRl.Retrieval.TestKit.Qdrant.State;

/// <summary>When the work on segments gets done, and the status that follows from it.</summary>
internal sealed class Optimizer(CollectionConfig config, Segments segments, TimeProvider time, TimeSpan duration)
{
    private DateTimeOffset _changed = time.GetUtcNow();
    private bool _waitsForWrite;

    /// <summary>Finished works, newest last.</summary>
    public List<FinishedOptimization> Finished { get; } = [];

    /// <summary>green: nothing to do; yellow: work runs or waits; grey: work waits since a restart, until a write.</summary>
    public string Status => segments.Pending.Count == 0 ? "green" : _waitsForWrite ? "grey" : "yellow";

    /// <summary>Whether the pending work is being done.</summary>
    public bool IsRunning => segments.Pending.Count > 0 && config.OptimizersAreOn && !_waitsForWrite;

    /// <summary>Since when the work is under way.</summary>
    public DateTimeOffset Started => _changed;

    /// <summary>Notes a write or a change of settings.</summary>
    public void Touch()
    {
        _changed = time.GetUtcNow();
        _waitsForWrite = false;
    }

    /// <summary>Records that the server was restarted.</summary>
    public void Restart() => _waitsForWrite = segments.Pending.Count > 0;

    /// <summary>Finishes what has had its time by now.</summary>
    public void Settle()
    {
        if (IsRunning && time.GetUtcNow() - _changed >= duration)
        {
            Finish();
        }
    }

    /// <summary>Finishes the pending work at once, as a writer that waits for it does.</summary>
    public void Finish()
    {
        IReadOnlyList<(Guid Uuid, int Points)> before = [.. segments.Pending.Select(segment => (segment.Uuid, segment.Points.Count))];
        bool indexing = !segments.SettingsChanged;
        segments.Optimize();
        Finished.Add(
            new FinishedOptimization(segments.All[0].Uuid, indexing ? "indexing" : "config mismatch", before, _changed, time.GetUtcNow()));
    }
}
