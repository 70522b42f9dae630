namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>The content of a backup.</summary>
/// <param name="Format">Form of the backup.</param>
/// <param name="Alias">The alias that named the version.</param>
/// <param name="Version">The version.</param>
/// <param name="ServerVersion">Version of the Qdrant that made the snapshot.</param>
/// <param name="Created">When, UTC.</param>
/// <param name="Vectors">Number of points.</param>
/// <param name="SnapshotBytes">Size of the snapshot.</param>
/// <param name="SnapshotSha256">Its hash, lower-case hexadecimal.</param>
public sealed record QdrantBackupDescription(
    int Format, string Alias, string Version, string ServerVersion, DateTimeOffset Created, long Vectors, long SnapshotBytes,
    string SnapshotSha256)
{
    /// <summary>The format version that this program writes and reads.</summary>
    public const int CurrentFormat = 1;
}
