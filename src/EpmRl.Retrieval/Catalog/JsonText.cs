using System.Text.Json.Serialization;

namespace EpmRl.Retrieval.Catalog;

/// <summary>JSON of single texts, without reflection.</summary>
[JsonSerializable(typeof(string))]
internal sealed partial class JsonText : JsonSerializerContext;
