using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Indexing;

/// <summary>How an index is built.</summary>
public sealed record IndexBuildOptions
{
    /// <summary>How the vectors are stored.</summary>
    public VectorForm VectorForm { get; init; } = VectorForm.Float16;

    /// <summary>Versions that remain after a new one is published, including it; at least 1.</summary>
    public int Keep { get; init; } = 2;

    /// <summary>
    /// Maximum number of rounds when the taxonomy changes while it is being indexed; at least 1. Each round encodes only new prompts; after
    /// the last one the version is published, and the result names the newer taxonomy.
    /// </summary>
    public int Rounds { get; init; } = 5;

    /// <summary>Prompts that are encoded and made durable at a time: the most that a kill can cost.</summary>
    internal int BlockSize { get; init; } = 4096;

    /// <summary>Number of rows from which an index gets codes.</summary>
    internal int SmallestCodedIndex { get; init; } = 65_536;

    /// <summary>Performs every change of a file; tests intercept it.</summary>
    internal FileSystem Files { get; init; } = FileSystem.Real;

    /// <summary>Whether an index with this number of rows gets codes.</summary>
    internal bool HasCodes(long rows) => rows >= SmallestCodedIndex;
}
