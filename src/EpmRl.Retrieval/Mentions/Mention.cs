using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Mentions;

/// <summary>A span of a listing from which a value of an attribute can be read.</summary>
internal sealed record Mention
{
    /// <summary>Id of the value; null for an open value, which is not in the attribute's list.</summary>
    public required string? ValueId { get; init; }

    /// <summary>The normalised value: a label of the list, or an open value in the attribute's format.</summary>
    public required string Label { get; init; }

    /// <summary>The field.</summary>
    public required ProfileField Field { get; init; }

    /// <summary>First UTF-16 unit in the field's original text.</summary>
    public required int Start { get; init; }

    /// <summary>The unit after the last.</summary>
    public required int End { get; init; }

    /// <summary>The evidence for and against it.</summary>
    public required MentionCues Cues { get; init; }
}
