namespace EpmRl.Retrieval.Indexing;

/// <summary>Describes the source of an index; stored with its vectors.</summary>
public sealed record IndexManifest
{
    /// <summary>Version of the file format.</summary>
    public required int Format { get; init; }

    /// <summary>Name of this version of the index: its folder.</summary>
    public required string Version { get; init; }

    /// <summary>When the build was published, UTC.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Name of the taxonomy.</summary>
    public required string Taxonomy { get; init; }

    /// <summary>Version (content hash) of the taxonomy.</summary>
    public required string TaxonomyVersion { get; init; }

    /// <summary>Name and version of the encoder's model.</summary>
    public required string ModelId { get; init; }

    /// <summary>Precision of the encoder.</summary>
    public required string Precision { get; init; }

    /// <summary>The encoder's space fingerprint; an encoder of another space is refused.</summary>
    public required string Space { get; init; }

    /// <summary>
    /// The revision of the wording of values that the prompts follow; building over an index of another revision rebuilds it.
    /// </summary>
    public required int Wording { get; init; }

    /// <summary>Length of the vectors.</summary>
    public required int Dimension { get; init; }

    /// <summary>How the vectors are stored: <c>fp32</c>, <c>fp16</c> or <c>int8</c>.</summary>
    public required string VectorForm { get; init; }

    /// <summary>Number of vectors.</summary>
    public required long Vectors { get; init; }

    /// <summary>Number of (category, attribute) ranges.</summary>
    public required int Ranges { get; init; }

    /// <summary>File name → size and SHA-256 of every file of the version.</summary>
    public required IReadOnlyDictionary<string, IndexFile> Files { get; init; }
}

/// <summary>A file of an index.</summary>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Its hash, lower-case hexadecimal.</param>
public sealed record IndexFile(long Bytes, string Sha256)
{
    /// <summary>
    /// Checksums of its blocks, some of which are checked at every opening; null for files that are checked in full, and in older indexes.
    /// </summary>
    internal IndexBlocks? Blocks { get; init; }
}
