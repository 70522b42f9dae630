namespace EpmRl.Retrieval.Indexing;

/// <summary>What an index serves, and what is being done to it.</summary>
internal sealed record ReindexStatus
{
    /// <summary>Where readers look.</summary>
    public required string Target { get; init; }

    /// <summary>The version that readers see; null when there is none.</summary>
    public required string? Current { get; init; }

    /// <summary>The current version of the folder that versions are built in; differs only where a swap was cut in two.</summary>
    public required string? Folder { get; init; }

    /// <summary>The reindex that was started last; null when there was none, or its state is damaged.</summary>
    public required ReindexState? Reindex { get; init; }

    /// <summary>Whether somebody writes the index now.</summary>
    public required bool IsRunning { get; init; }

    /// <summary>Who writes it, or wrote it last and did not end properly; null for nobody.</summary>
    public required string? Owner { get; init; }

    /// <summary>When the owner gave its last sign of life, UTC.</summary>
    public required DateTimeOffset? Seen { get; init; }

    /// <summary>How much of the step is done: prompts, rows or vectors.</summary>
    public required long Done { get; init; }

    /// <summary>How much the step has to do; 0 while unknown.</summary>
    public required long Total { get; init; }

    /// <summary>What is wrong, in words; empty when all is well.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    /// <summary>Whether a reindex was begun, did not end, and nobody is at it.</summary>
    public bool IsInterrupted => !IsRunning && Reindex is { Step: not ReindexStep.Done };
}
