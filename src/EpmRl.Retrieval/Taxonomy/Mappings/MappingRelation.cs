using System.Text.Json.Serialization;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>The relation of a category to one of another taxonomy.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MappingRelation>))]
internal enum MappingRelation
{
    /// <summary>Both mean the same.</summary>
    [JsonStringEnumMemberName("exact")]
    Exact,

    /// <summary>The other one is broader: it holds more than this.</summary>
    [JsonStringEnumMemberName("broader")]
    Broader,

    /// <summary>The other one is narrower: it holds a part of this.</summary>
    [JsonStringEnumMemberName("narrower")]
    Narrower,
}
