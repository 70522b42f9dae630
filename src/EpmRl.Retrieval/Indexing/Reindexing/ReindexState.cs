namespace EpmRl.Retrieval.Indexing;

/// <summary>The state of a reindex: what it needs to resume after a kill, and what others may want to know.</summary>
internal sealed record ReindexState
{
    /// <summary>The current step.</summary>
    public required ReindexStep Step { get; init; }

    /// <summary>Name of the version being built.</summary>
    public required string Version { get; init; }

    /// <summary>SHA-256 of the version's inputs: format, vector form, space of the encoder, taxonomy.</summary>
    public required string Content { get; init; }

    /// <summary>Whether this reindex builds the version; false when it existed already.</summary>
    public required bool IsNew { get; init; }

    /// <summary>Where the taxonomy comes from: its folder.</summary>
    public required string Source { get; init; }

    /// <summary>Version of the taxonomy.</summary>
    public required string TaxonomyVersion { get; init; }

    /// <summary>Space of the encoder.</summary>
    public required string Space { get; init; }

    /// <summary>How the vectors are stored: <c>fp32</c>, <c>fp16</c> or <c>int8</c>.</summary>
    public required string VectorForm { get; init; }

    /// <summary>Where readers look: <see cref="IIndexTarget.Name"/>.</summary>
    public required string Target { get; init; }

    /// <summary>The version that readers saw when the reindex began; null when there was none.</summary>
    public required string? Replaces { get; init; }

    /// <summary>Number of times the taxonomy was read, including this one.</summary>
    public required int Round { get; init; }

    /// <summary>Vectors that the version must have; set when it is planned.</summary>
    public required long Vectors { get; init; }

    /// <summary>(category, attribute) ranges that the version must have; set when it is planned.</summary>
    public required int Ranges { get; init; }

    /// <summary>Distinct prompts that the version must have; 0 until they are counted.</summary>
    public required long Prompts { get; init; }

    /// <summary>When the reindex began, UTC.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>When the step began, UTC.</summary>
    public required DateTimeOffset Updated { get; init; }
}
