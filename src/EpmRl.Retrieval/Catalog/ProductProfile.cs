using System.Text.Json;

namespace EpmRl.Retrieval.Catalog;

/// <summary>A listing as the catalogue holds it: the text that attributes are identified from.</summary>
public sealed record ProductProfile
{
    /// <summary>The catalogue's own id; never empty. A reader gives rows that have none the id <c>line-N</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The listing's title; may be empty when the description is not.</summary>
    public string Title { get; init; } = "";

    /// <summary>The listing's description; empty when it has none.</summary>
    public string Description { get; init; } = "";

    /// <summary>Id, name or full path of the listing's category in the taxonomy; null when unknown, then it is predicted.</summary>
    public string? Category { get; init; }

    /// <summary>Every other field of the row, kept as it came and returned with the answer.</summary>
    public IReadOnlyDictionary<string, JsonElement> Extra { get; init; } = EmptyExtra;

    private static readonly Dictionary<string, JsonElement> EmptyExtra = [];
}
