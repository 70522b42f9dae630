using System.Text.Json.Serialization;

namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>How a backup's description is read and written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(QdrantBackupDescription))]
internal sealed partial class QdrantBackupJson : JsonSerializerContext;
