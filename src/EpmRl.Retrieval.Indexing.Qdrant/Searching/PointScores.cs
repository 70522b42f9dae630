using System.Text.Json;
using EpmRl.Retrieval.Indexing.Qdrant.Rest;

namespace EpmRl.Retrieval.Indexing.Qdrant.Searching;

/// <summary>The scores of points that are named by their ids.</summary>
internal sealed class PointScores(IReadOnlyList<string> ids) : IBatchedSearch
{
    private Dictionary<string, float> scores = [];

    /// <inheritdoc/>
    public bool IsDone { get; private set; } = ids.Count == 0;

    /// <summary>The score of one.</summary>
    public float this[string id] => scores[id];

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter json, ReadOnlySpan<byte> vector)
    {
        json.WritePropertyName("query");
        json.WriteRawValue(vector, skipInputValidation: true);
        json.WriteStartObject("filter");
        json.WriteStartArray("must");
        json.WriteStartObject();
        PointsApi.WriteTexts(json, "has_id", ids);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteNumber("limit", ids.Count);
        new SearchMode(IsExact: true, IsQuantized: false).Write(json);
        json.WriteBoolean("with_payload", false);
        json.WriteBoolean("with_vector", false);
    }

    /// <inheritdoc/>
    /// <exception cref="IndexFormatException">A point is missing or has no score.</exception>
    public void Take(IReadOnlyList<ScoredPoint> points)
    {
        scores = points.ToDictionary(
            point => point.Id,
            point => point.Score ?? throw new IndexFormatException($"Point {point.Id} has no score: its vector holds an infinity. Load the version again: epmrl index build."),
            StringComparer.Ordinal);
        IsDone = ids.All(scores.ContainsKey)
            ? true
            : throw new IndexFormatException($"Point {ids.First(id => !scores.ContainsKey(id))} is missing. Load the version again: epmrl index build.");
    }
}
