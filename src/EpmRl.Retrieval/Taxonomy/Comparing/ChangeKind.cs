using System.Text.Json.Serialization;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>What happened to a part of a taxonomy.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ChangeKind>))]
public enum ChangeKind
{
    /// <summary>It is new.</summary>
    [JsonStringEnumMemberName("added")]
    Added,

    /// <summary>It is gone. Tags that name it are lost.</summary>
    [JsonStringEnumMemberName("removed")]
    Removed,

    /// <summary>It has another name or label.</summary>
    [JsonStringEnumMemberName("renamed")]
    Renamed,

    /// <summary>A value is one with another value now.</summary>
    [JsonStringEnumMemberName("merged")]
    Merged,

    /// <summary>A value was taken apart.</summary>
    [JsonStringEnumMemberName("split")]
    Split,

    /// <summary>A value is of another attribute, or a category lies elsewhere.</summary>
    [JsonStringEnumMemberName("moved")]
    Moved,

    /// <summary>The kind of an attribute's values changed.</summary>
    [JsonStringEnumMemberName("retyped")]
    Retyped,

    /// <summary>A value went out of use without a successor.</summary>
    [JsonStringEnumMemberName("deprecated")]
    Deprecated,

    /// <summary>A value that was out of use is in use again.</summary>
    [JsonStringEnumMemberName("restored")]
    Restored,

    /// <summary>A value has another spelling.</summary>
    [JsonStringEnumMemberName("alias-added")]
    AliasAdded,

    /// <summary>A value lost a spelling.</summary>
    [JsonStringEnumMemberName("alias-removed")]
    AliasRemoved,

    /// <summary>A spelling of a value that went out of use is taken over by none of its successors: it means no value any more.</summary>
    [JsonStringEnumMemberName("spelling-lost")]
    SpellingLost,

    /// <summary>A category has an attribute more.</summary>
    [JsonStringEnumMemberName("attached")]
    Attached,

    /// <summary>A category has an attribute less.</summary>
    [JsonStringEnumMemberName("detached")]
    Detached,

    /// <summary>A description, a translation, a setting or the order changed.</summary>
    [JsonStringEnumMemberName("changed")]
    Changed,
}
