using System.Text.Json;
using EpmRl.Retrieval.Server.LifeCycle;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Server.Api;

/// <summary>A taxonomy.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Locale">Language of its labels, BCP 47.</param>
/// <param name="Draft">Version of the draft; null where the service does not edit.</param>
/// <param name="Published">The published version; null when nothing was published through the service or its store.</param>
/// <param name="Served">The version that answers use.</param>
/// <param name="IndexVersion">The index that holds it.</param>
/// <param name="Editable">Whether the service edits it.</param>
/// <param name="Sequence">Number of the last entry of its journal; 0 without one.</param>
/// <param name="Categories">Categories of the draft.</param>
/// <param name="Attributes">Attributes of the draft.</param>
/// <param name="Values">Active values of the draft.</param>
internal sealed record TaxonomySummary(
    string Name, string Locale, string? Draft, string? Published, string Served, string IndexVersion, bool Editable, long Sequence,
    int Categories, int Attributes, int Values);

/// <summary>A page of categories.</summary>
/// <param name="Categories">The categories.</param>
/// <param name="TaxonomyVersion">Version of the taxonomy.</param>
/// <param name="NextCursor">Cursor of the next page; null on the last.</param>
internal sealed record CategoryPage(IReadOnlyList<CategoryBody> Categories, string TaxonomyVersion, string? NextCursor);

/// <summary>A category.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Path">Names from the root, joined by ' > '.</param>
/// <param name="ParentId">Id of its parent; null for a root.</param>
/// <param name="Description">What belongs here; null for none.</param>
/// <param name="Names">Other names by language.</param>
/// <param name="Attributes">Ids of its attributes, those of its ancestors included.</param>
/// <param name="Children">Number of categories directly below.</param>
internal sealed record CategoryBody(
    string Id, string Name, string Path, string? ParentId, string? Description, IReadOnlyDictionary<string, IReadOnlyList<string>> Names,
    IReadOnlyList<string> Attributes, int Children);

/// <summary>A page of attributes.</summary>
/// <param name="Attributes">The attributes.</param>
/// <param name="TaxonomyVersion">Version of the taxonomy.</param>
/// <param name="NextCursor">Cursor of the next page; null on the last.</param>
internal sealed record AttributePage(IReadOnlyList<AttributeBody> Attributes, string TaxonomyVersion, string? NextCursor);

/// <summary>An attribute.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Description">Its meaning; null for none.</param>
/// <param name="Kind">Kind of its values.</param>
/// <param name="MaxValues">Most values of a listing.</param>
/// <param name="Required">Whether every listing should have a value.</param>
/// <param name="Open">Whether values that are not in the list may be answered.</param>
/// <param name="Unit">Unit of the labels; null for none.</param>
/// <param name="RoleWords">Words that announce it.</param>
/// <param name="Values">Active values.</param>
/// <param name="Deprecated">Deprecated values.</param>
internal sealed record AttributeBody(
    string Id, string Name, string? Description, AttributeKind Kind, int MaxValues, bool Required, bool Open, string? Unit,
    IReadOnlyList<string> RoleWords, int Values, int Deprecated)
{
    /// <summary>The body of an attribute.</summary>
    public static AttributeBody Of(AttributeDefinition attribute)
    {
        int active = attribute.Values.Count(value => value.Status == ValueStatus.Active);
        return new AttributeBody(
            attribute.Id, attribute.Name, attribute.Description, attribute.Kind, attribute.MaxValues, attribute.Required, attribute.Open,
            attribute.Quantity?.Unit, attribute.RoleWords, active, attribute.Values.Count - active);
    }
}

/// <summary>A page of values.</summary>
/// <param name="Values">The values.</param>
/// <param name="TaxonomyVersion">Version of the taxonomy.</param>
/// <param name="NextCursor">Cursor of the next page; null on the last.</param>
internal sealed record ValuePage(IReadOnlyList<ValueBody> Values, string TaxonomyVersion, string? NextCursor);

/// <summary>A value.</summary>
/// <param name="Id">Its id, <c>attribute/value</c>.</param>
/// <param name="Label">Its label.</param>
/// <param name="Aliases">Other spellings.</param>
/// <param name="Labels">Labels by language.</param>
/// <param name="Description">What it covers; null for none.</param>
/// <param name="Status">Whether it may be answered.</param>
/// <param name="ReplacedBy">Its replacement; null for none.</param>
/// <param name="SplitInto">The values that it was split into.</param>
internal sealed record ValueBody(
    string Id, string Label, IReadOnlyList<string> Aliases, IReadOnlyDictionary<string, string> Labels, string? Description,
    ValueStatus Status, string? ReplacedBy, IReadOnlyList<string> SplitInto);

/// <summary>Edits of the draft.</summary>
/// <param name="Edits">The edits, in the form of the journal; all are made or none.</param>
/// <param name="Why">Why, in a sentence; the journal keeps it. Not needed for a dry run.</param>
internal sealed record EditsBody(IReadOnlyList<JsonElement>? Edits, string? Why = null);

/// <summary>A page of the history.</summary>
/// <param name="Versions">The entries, newest first.</param>
/// <param name="NextCursor">Cursor of the next page; null on the last.</param>
internal sealed record VersionPage(IReadOnlyList<VersionBody> Versions, string? NextCursor);

/// <summary>An entry of the history.</summary>
/// <param name="Sequence">Its number.</param>
/// <param name="Version">Version of the draft after it.</param>
/// <param name="Time">When.</param>
/// <param name="Who">Who.</param>
/// <param name="Why">Why.</param>
/// <param name="Action">What it did.</param>
/// <param name="Edits">Its edits, at most 1,000.</param>
/// <param name="EditCount">Number of its edits.</param>
/// <param name="Published">Whether this is the published version.</param>
internal sealed record VersionBody(
    long Sequence, string Version, DateTimeOffset Time, string Who, string Why, JournalAction Action, IReadOnlyList<JsonElement> Edits,
    int EditCount, bool Published);

/// <summary>A publication.</summary>
/// <param name="Why">Why, in a sentence; default "published".</param>
/// <param name="Reindex">Whether a reindex starts, after which the version is served.</param>
internal sealed record PublishBody(string? Why = null, bool Reindex = false);

/// <summary>A publication that was made.</summary>
/// <param name="Sequence">Number of its entry; null when the draft was published already.</param>
/// <param name="Published">The published version.</param>
/// <param name="Diff">What changed since the version before.</param>
/// <param name="Reindex">The reindex that was started; null without one.</param>
internal sealed record PublishResult(long? Sequence, string Published, DiffBody Diff, ReindexReport? Reindex);

/// <summary>A return to an earlier version.</summary>
/// <param name="Version">The version, or at least its first four digits.</param>
/// <param name="Why">Why, in a sentence.</param>
internal sealed record RevertBody(string? Version, string? Why);
