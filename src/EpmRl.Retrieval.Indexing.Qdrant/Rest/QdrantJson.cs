using System.Text.Json.Serialization;

namespace EpmRl.Retrieval.Indexing.Qdrant.Rest;

/// <summary>How answers and payloads are read and written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(QdrantError))]
[JsonSerializable(typeof(ServerInfo))]
[JsonSerializable(typeof(QdrantAnswer<bool>))]
[JsonSerializable(typeof(QdrantAnswer<UpdateResult>))]
[JsonSerializable(typeof(QdrantAnswer<CountResult>))]
[JsonSerializable(typeof(QdrantAnswer<AliasList>))]
[JsonSerializable(typeof(QdrantAnswer<CollectionList>))]
[JsonSerializable(typeof(QdrantAnswer<CollectionInfo>))]
[JsonSerializable(typeof(QdrantAnswer<ExistsResult>))]
[JsonSerializable(typeof(QdrantAnswer<Optimizations>))]
[JsonSerializable(typeof(QdrantAnswer<IReadOnlyList<ScoredPoints>>))]
[JsonSerializable(typeof(QdrantAnswer<IReadOnlyList<StoredPoint>>))]
[JsonSerializable(typeof(QdrantAnswer<ScrollPage>))]
[JsonSerializable(typeof(QdrantAnswer<FacetResult>))]
[JsonSerializable(typeof(QdrantAnswer<SnapshotInfo>))]
[JsonSerializable(typeof(QdrantAnswer<IReadOnlyList<SnapshotInfo>>))]
[JsonSerializable(typeof(PointPayload))]
[JsonSerializable(typeof(CollectionMetadata))]
internal sealed partial class QdrantJson : JsonSerializerContext
{
    /// <summary>How our own bodies are written: as they are, without escapes for browsers.</summary>
    public static System.Text.Json.JsonWriterOptions Writing { get; } = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
