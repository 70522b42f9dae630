using System.Text.Json.Serialization;

namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>JSON form of a backup's description.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    WriteIndented = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(QdrantBackupDescription))]
internal sealed partial class QdrantBackupJson : JsonSerializerContext;
