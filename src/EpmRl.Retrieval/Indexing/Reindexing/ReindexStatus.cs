namespace EpmRl.Retrieval.Indexing;

/// <summary>The served version of an index and the progress of its reindex.</summary>
internal sealed record ReindexStatus
{
    /// <summary>Where readers look.</summary>
    public required string Target { get; init; }

    /// <summary>The version that readers see; null when there is none.</summary>
    public required string? Current { get; init; }

    /// <summary>The current version of the folder that versions are built in; it differs only if a swap was interrupted.</summary>
    public required string? Folder { get; init; }

    /// <summary>The latest reindex; null when there was none, or its state is damaged.</summary>
    public required ReindexState? Reindex { get; init; }

    /// <summary>Whether a process is writing the index.</summary>
    public required bool IsRunning { get; init; }

    /// <summary>The process that writes it, or that wrote it last and did not end properly; null if there is none.</summary>
    public required string? Owner { get; init; }

    /// <summary>When the owner gave its last sign of life, UTC.</summary>
    public required DateTimeOffset? Seen { get; init; }

    /// <summary>Completed part of the step: prompts, rows or vectors.</summary>
    public required long Done { get; init; }

    /// <summary>Size of the step; 0 while unknown.</summary>
    public required long Total { get; init; }

    /// <summary>Problems, in words; empty when all is well.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    /// <summary>Whether a reindex was started, did not end, and no process is working on it.</summary>
    public bool IsInterrupted => !IsRunning && Reindex is { Step: not ReindexStep.Done };
}
