using System.Text.Json.Serialization;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>The action of a journal entry.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JournalAction>))]
internal enum JournalAction
{
    /// <summary>Changed the draft by edits.</summary>
    [JsonStringEnumMemberName("edit")]
    Edit,

    /// <summary>Took over a complete taxonomy as the draft: the first one, or files edited by hand.</summary>
    [JsonStringEnumMemberName("adopt")]
    Adopt,

    /// <summary>Published the draft.</summary>
    [JsonStringEnumMemberName("publish")]
    Publish,
}
