using System.Text.Json.Serialization;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>Something that a taxonomy once had.</summary>
/// <param name="Kind">What it was.</param>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name, by which it is known again.</param>
/// <param name="Into">For a category: the id of the one that took its listings; null for none.</param>
public sealed record RemovedId(RemovedKind Kind, string Id, string Name, string? Into = null);

/// <summary>What was removed.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RemovedKind>))]
public enum RemovedKind
{
    /// <summary>An attribute.</summary>
    [JsonStringEnumMemberName("attribute")]
    Attribute,

    /// <summary>A category.</summary>
    [JsonStringEnumMemberName("category")]
    Category,
}
