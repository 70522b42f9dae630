using System.Text.Json;
using System.Text.Json.Serialization;

namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>The manifest's JSON, compiled: reflection would cost a tenth of a second at every start.</summary>
[JsonSerializable(typeof(EncoderManifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;

/// <summary><c>mean</c> and <c>cls</c>.</summary>
internal sealed class PoolingKindJson() : JsonStringEnumConverter<PoolingKind>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);
