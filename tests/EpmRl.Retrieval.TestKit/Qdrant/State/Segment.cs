namespace EpmRl.Retrieval.TestKit.Qdrant.State;

/// <summary>A part of a collection's points: plain, or with a graph.</summary>
internal sealed class Segment(Guid uuid, bool isIndexed)
{
    public Guid Uuid { get; } = uuid;

    public bool IsIndexed { get; } = isIndexed;

    /// <summary>The points in the order of their arrival.</summary>
    public HashSet<PointId> Points { get; } = [];
}
