namespace EpmRl.Retrieval.Taxonomy;

/// <summary>One line of a taxonomy's journal.</summary>
internal sealed record JournalEntry
{
    /// <summary>Number of the entry, from 1, without gaps.</summary>
    public required long Sequence { get; init; }

    /// <summary>When it was written, UTC.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Who made the change.</summary>
    public required string Who { get; init; }

    /// <summary>Why.</summary>
    public required string Why { get; init; }

    /// <summary>Its action.</summary>
    public required JournalAction Action { get; init; }

    /// <summary>The edits of <see cref="JournalAction.Edit"/>, applied together or not at all; empty for the others.</summary>
    public IReadOnlyList<TaxonomyEdit> Edits { get; init; } = [];

    /// <summary>Removed attributes and categories.</summary>
    public IReadOnlyList<RemovedId> Removed { get; init; } = [];

    /// <summary>Version of the draft after it.</summary>
    public required string Version { get; init; }

    /// <summary>Checksum of the previous line; zeros on the first.</summary>
    public string Previous { get; init; } = JournalLine.NoPrevious;
}
