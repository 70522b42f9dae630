namespace EpmRl.Retrieval.Indexing;

/// <summary>Names of the files of an index.</summary>
internal static class IndexFiles
{
    public const int Format = 1;

    public const string Current = "current";
    public const string Reindex = "reindex.json";
    public const string Manifest = "manifest.json";
    public const string ManifestHash = "manifest.sha256";
    public const string Taxonomy = "taxonomy.bin";
    public const string Layout = "layout.bin";
    public const string Keys = "keys.bin";
    public const string Vectors = "vectors.bin";

    /// <summary>Read by a free search of a large index before the vectors; small indexes have none.</summary>
    public const string Codes = "codes.bin";

    /// <summary>Prefix of a version's folder while it is being written.</summary>
    public const string BuildingPrefix = ".building-";

    /// <summary>Prefix of a file of vectors that are encoded but not yet part of a version.</summary>
    public const string StagingPrefix = ".staging-";

    /// <summary>The files that every manifest lists; <see cref="Codes"/> is optional.</summary>
    public static IReadOnlyList<string> Listed { get; } = [Taxonomy, Layout, Keys, Vectors];
}
