using System.Text.Json;

namespace EpmRl.Retrieval.Indexing.Qdrant.Rest;

// The parts of Qdrant's answers that are used. Unknown members are ignored; what may be missing has a default, all else is required.

/// <summary>The envelope of an answer.</summary>
internal sealed record QdrantAnswer<T>(T Result);

/// <summary>The body of an error.</summary>
internal sealed record QdrantError(QdrantErrorStatus? Status = null);

/// <summary>Its text.</summary>
internal sealed record QdrantErrorStatus(string? Error = null);

/// <summary>Who answers.</summary>
internal sealed record ServerInfo(string Title, string Version);

/// <summary>Outcome of a write.</summary>
internal sealed record UpdateResult(string Status)
{
    /// <summary>
    /// Whether it can be seen. <c>wait_timeout</c> and <c>acknowledged</c> say that it stands in the log and is not applied yet.
    /// </summary>
    public bool IsVisible => Status == "completed";
}

/// <summary>A count.</summary>
internal sealed record CountResult(long Count);

/// <summary>All aliases.</summary>
internal sealed record AliasList(IReadOnlyList<AliasEntry> Aliases);

/// <summary>An alias and its collection.</summary>
internal sealed record AliasEntry(string AliasName, string CollectionName);

/// <summary>All collections.</summary>
internal sealed record CollectionList(IReadOnlyList<CollectionEntry> Collections);

/// <summary>A collection's name.</summary>
internal sealed record CollectionEntry(string Name);

/// <summary>Whether a collection exists.</summary>
internal sealed record ExistsResult(bool Exists);

/// <summary>State and settings of a collection.</summary>
internal sealed record CollectionInfo(
    string Status, JsonElement OptimizerStatus, CollectionConfig Config, IReadOnlyDictionary<string, PayloadIndex>? PayloadSchema = null, UpdateQueue? UpdateQueue = null);

/// <summary>Its settings.</summary>
internal sealed record CollectionConfig(CollectionParameters Params, JsonElement? QuantizationConfig = null, CollectionMetadata? Metadata = null);

/// <summary>Its parameters.</summary>
internal sealed record CollectionParameters(JsonElement? Vectors = null);

/// <summary>An index of a payload field.</summary>
internal sealed record PayloadIndex(string DataType);

/// <summary>Writes that are not applied yet.</summary>
internal sealed record UpdateQueue(long Length);

/// <summary>What the optimisers do.</summary>
internal sealed record Optimizations(OptimizationSummary Summary, IReadOnlyList<JsonElement>? Running = null);

/// <summary>What they still have to do.</summary>
internal sealed record OptimizationSummary(long QueuedOptimizations, long QueuedPoints);

/// <summary>Points and their scores.</summary>
internal sealed record ScoredPoints(IReadOnlyList<ScoredPoint> Points);

/// <summary>A point and its score, which is null where the vector holds an infinity.</summary>
internal sealed record ScoredPoint(string Id, float? Score, PointPayload? Payload = null);

/// <summary>A point as it is stored.</summary>
internal sealed record StoredPoint(string Id, PointPayload? Payload = null, float[]? Vector = null);

/// <summary>A page of points, as they came.</summary>
internal sealed record ScrollPage(IReadOnlyList<JsonElement> Points);

/// <summary>Counts per value of a field.</summary>
internal sealed record FacetResult(IReadOnlyList<FacetHit> Hits);

/// <summary>A value and how many points have it.</summary>
internal sealed record FacetHit(string Value, long Count);

/// <summary>A snapshot on the server.</summary>
internal sealed record SnapshotInfo(string Name, long Size, string? Checksum = null);
