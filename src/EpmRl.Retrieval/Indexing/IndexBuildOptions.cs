using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Indexing;

/// <summary>How an index is built.</summary>
public sealed record IndexBuildOptions
{
    /// <summary>How the vectors are stored.</summary>
    public VectorForm VectorForm { get; init; } = VectorForm.Float16;

    /// <summary>Versions that remain after a new one is published, that one included; at least 1.</summary>
    public int Keep { get; init; } = 2;

    /// <summary>
    /// How often at most the taxonomy is taken up again when it has moved on while it was indexed; at least 1. Each round encodes only
    /// what is new; after the last one, what was built is published and the result says what it is behind.
    /// </summary>
    public int Rounds { get; init; } = 5;

    /// <summary>Prompts that are encoded, and then made durable, at a time: what a kill can cost at most.</summary>
    internal int BlockSize { get; init; } = 4096;

    /// <summary>Rows from which on an index gets codes.</summary>
    internal int SmallestCodedIndex { get; init; } = 65_536;

    /// <summary>Takes every change of a file; tests put themselves in between.</summary>
    internal FileSystem Files { get; init; } = FileSystem.Real;

    /// <summary>Whether an index of so many rows gets codes.</summary>
    internal bool HasCodes(long rows) => rows >= SmallestCodedIndex;
}
