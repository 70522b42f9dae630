using System.Text.Json.Serialization;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>A part that a taxonomy once had.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name, which identifies it when it comes back.</param>
/// <param name="Into">For a category: the id of the one that took over its listings; null for none.</param>
internal sealed record RemovedId(RemovedKind Kind, string Id, string Name, string? Into = null);

/// <summary>The kind of a removed part.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RemovedKind>))]
internal enum RemovedKind
{
    /// <summary>An attribute.</summary>
    [JsonStringEnumMemberName("attribute")]
    Attribute,

    /// <summary>A category.</summary>
    [JsonStringEnumMemberName("category")]
    Category,
}
