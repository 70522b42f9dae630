namespace EpmRl.Retrieval.Indexing;

/// <summary>How an index is built.</summary>
public sealed record IndexBuildOptions
{
    /// <summary>How the vectors are stored.</summary>
    public VectorForm VectorForm { get; init; } = VectorForm.Float16;

    /// <summary>Versions that remain after a new one is published, that one included; at least 1.</summary>
    public int Keep { get; init; } = 2;

    /// <summary>Prompts that are encoded, and then made durable, at a time: what a kill can cost at most.</summary>
    internal int BlockSize { get; init; } = 4096;

    /// <summary>Rows from which on an index gets codes.</summary>
    internal int SmallestCodedIndex { get; init; } = 65_536;

    /// <summary>Whether an index of so many rows gets codes.</summary>
    internal bool HasCodes(long rows) => rows >= SmallestCodedIndex;

    /// <summary>Called before every step that changes a file; tests end the process there.</summary>
    internal Action<string>? BeforeStep { get; init; }
}
