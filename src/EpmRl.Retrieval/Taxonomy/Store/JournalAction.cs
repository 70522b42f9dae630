using System.Text.Json.Serialization;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>What an entry of the journal did.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JournalAction>))]
public enum JournalAction
{
    /// <summary>Changed the draft by edits.</summary>
    [JsonStringEnumMemberName("edit")]
    Edit,

    /// <summary>Took over a whole taxonomy as the draft: the first one, or files that were edited by hand.</summary>
    [JsonStringEnumMemberName("adopt")]
    Adopt,

    /// <summary>Made the draft the version that is in use.</summary>
    [JsonStringEnumMemberName("publish")]
    Publish,
}
