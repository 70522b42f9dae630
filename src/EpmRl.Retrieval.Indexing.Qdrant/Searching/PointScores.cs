using Qdrant.Client.Grpc;

namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>The scores of points given by their ids.</summary>
internal sealed class PointScores(IReadOnlyList<string> ids) : IBatchedSearch
{
    private Dictionary<string, float> scores = [];

    /// <inheritdoc/>
    public bool IsDone { get; private set; } = ids.Count == 0;

    /// <summary>The score of a point.</summary>
    public float this[string id] => scores[id];

    /// <inheritdoc/>
    public QueryPoints Next(string collection, Query query) => new()
    {
        CollectionName = collection,
        Query = query,
        Filter = new Filter
        {
            Must = { new Condition { HasId = new HasIdCondition { HasId = { ids.Select(id => new PointId { Uuid = id }) } } } },
        },
        Limit = (ulong)ids.Count,
        Params = new SearchMode(IsExact: true, IsQuantized: false).ToParameters(),
        WithPayload = false,
        WithVectors = false,
    };

    /// <inheritdoc/>
    /// <exception cref="IndexFormatException">A point is missing or has no score.</exception>
    public void Take(IReadOnlyList<ScoredPoint> points)
    {
        scores = points.DistinctBy(point => point.Id?.Uuid).ToDictionary(
            point => point.Id?.Uuid ?? string.Empty,
            point => float.IsFinite(point.Score)
                ? point.Score
                : throw new IndexFormatException(
                    $"Point {point.Id?.Uuid} has the score {point.Score}: its vector holds an infinity. Load the version again."),
            StringComparer.Ordinal);
        IsDone = ids.All(scores.ContainsKey)
            ? true
            : throw new IndexFormatException($"Point {ids.First(id => !scores.ContainsKey(id))} is missing. Load the version again.");
    }
}
