using System.Text.Json.Serialization;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>The kind of a change in a taxonomy.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ChangeKind>))]
internal enum ChangeKind
{
    /// <summary>It is new.</summary>
    [JsonStringEnumMemberName("added")]
    Added,

    /// <summary>It was removed. Tags that name it are lost.</summary>
    [JsonStringEnumMemberName("removed")]
    Removed,

    /// <summary>It has a new name or label.</summary>
    [JsonStringEnumMemberName("renamed")]
    Renamed,

    /// <summary>A value was merged into another one.</summary>
    [JsonStringEnumMemberName("merged")]
    Merged,

    /// <summary>A value was split.</summary>
    [JsonStringEnumMemberName("split")]
    Split,

    /// <summary>A value moved to another attribute, or a category to another parent.</summary>
    [JsonStringEnumMemberName("moved")]
    Moved,

    /// <summary>The kind of an attribute's values changed.</summary>
    [JsonStringEnumMemberName("retyped")]
    Retyped,

    /// <summary>A value was deprecated without a successor.</summary>
    [JsonStringEnumMemberName("deprecated")]
    Deprecated,

    /// <summary>A deprecated value was restored.</summary>
    [JsonStringEnumMemberName("restored")]
    Restored,

    /// <summary>A value has a new spelling.</summary>
    [JsonStringEnumMemberName("alias-added")]
    AliasAdded,

    /// <summary>A value lost a spelling.</summary>
    [JsonStringEnumMemberName("alias-removed")]
    AliasRemoved,

    /// <summary>No successor took over a spelling of a deprecated value: it no longer means any value.</summary>
    [JsonStringEnumMemberName("spelling-lost")]
    SpellingLost,

    /// <summary>A category gained an attribute.</summary>
    [JsonStringEnumMemberName("attached")]
    Attached,

    /// <summary>A category lost an attribute.</summary>
    [JsonStringEnumMemberName("detached")]
    Detached,

    /// <summary>A description, a translation, a setting or the order changed.</summary>
    [JsonStringEnumMemberName("changed")]
    Changed,
}
