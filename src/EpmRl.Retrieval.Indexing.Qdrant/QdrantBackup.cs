using System.Security.Cryptography;
using System.Text.Json;
using EpmRl.Retrieval.Storage;
using Qdrant.Client.Grpc;

namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>
/// Backs up the version that readers see to a folder, and restores it: a snapshot of its collection, the alias, which a snapshot does not
/// contain, and the files of the version's folder that readers need.
/// </summary>
public sealed class QdrantBackup : IDisposable
{
    private const string Snapshot = "collection.snapshot";
    private const string Description = "backup.json";

    private readonly QdrantOptions options;
    private readonly QdrantServer server;
    private readonly TimeProvider time;

    /// <summary>Creates it; nothing is sent yet.</summary>
    /// <param name="options">Where Qdrant is.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public QdrantBackup(QdrantOptions options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.options = options;
        this.time = time ?? TimeProvider.System;
        server = new QdrantServer(options, time);
    }

    /// <summary>Backs up the version that readers see.</summary>
    /// <param name="folder">The target; created if missing, and refused if it holds a backup.</param>
    /// <param name="cancellationToken">Cancels; <c>backup.json</c>, written last, is then missing.</param>
    /// <returns>Description of the backup.</returns>
    /// <exception cref="IndexFormatException">The alias names no version that the index folder holds.</exception>
    /// <exception cref="IndexUnavailableException">Qdrant does not answer, or the download does not match its size or checksum.</exception>
    /// <exception cref="IOException">The folder holds a backup, or cannot be written.</exception>
    public async Task<QdrantBackupDescription> CreateAsync(string folder, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (File.Exists(Path.Combine(folder, Description)))
        {
            throw new IOException($"{folder} holds a backup already. Choose another folder.");
        }

        string serverVersion = await server.CheckVersionAsync(cancellationToken).ConfigureAwait(false);
        PinnedVersion current = await PinnedVersion.FindAsync(server, options, cancellationToken).ConfigureAwait(false);
        IndexManifest manifest = current.Content.Manifest;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(folder))!);
        using TemporaryFolder draft = TemporaryFolder.Beside(folder);
        foreach (string name in IndexContent.Files.Concat([IndexFiles.Manifest, IndexFiles.ManifestHash]))
        {
            File.Copy(Path.Combine(options.IndexFolder, manifest.Version, name), draft[name]);
        }

        SnapshotDescription snapshot = await server.Snapshots.CreateAsync(current.Collection, cancellationToken).ConfigureAwait(false);
        try
        {
            (long bytes, string hash) =
                await DownloadAsync(current.Collection, snapshot, draft[Snapshot], cancellationToken).ConfigureAwait(false);
            var description = new QdrantBackupDescription(
                QdrantBackupDescription.CurrentFormat, options.Alias, manifest.Version, serverVersion, time.GetUtcNow(), manifest.Vectors,
                bytes, hash);
            AtomicFile.Write(
                draft[Description], JsonSerializer.Serialize(description, QdrantBackupJson.Default.QdrantBackupDescription) + "\n");
            Place(draft, folder);
            return description;
        }
        finally
        {
            await server.Snapshots.DeleteAsync(current.Collection, snapshot.Name, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Restores a backup into Qdrant and points the alias at it.</summary>
    /// <param name="folder">The backup.</param>
    /// <param name="cancellationToken">Cancels before the alias is set, never during it.</param>
    /// <returns>Description of the restored backup.</returns>
    /// <exception cref="IndexFormatException">The folder holds no complete backup.</exception>
    /// <exception cref="IndexUnavailableException">Qdrant does not answer, refuses, or is too old or too new for the snapshot.</exception>
    public async Task<QdrantBackupDescription> RestoreAsync(string folder, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        QdrantBackupDescription description = Read(folder);
        if (description.Alias != options.Alias)
        {
            throw new IndexFormatException(
                $"{folder} is a backup of alias '{description.Alias}', not of '{options.Alias}'. Restore it to its own alias.");
        }

        string serverVersion = await server.CheckVersionAsync(cancellationToken).ConfigureAwait(false);
        CheckVersions(description, serverVersion);
        string file = Path.Combine(folder, Snapshot);
        if (Sha256Hex.OfFile(file, cancellationToken) != description.SnapshotSha256)
        {
            throw new IndexFormatException($"{file} is damaged: its SHA-256 is not the one in {Description}. Restore another backup.");
        }

        using BuildLock held = BuildLock.Take(options.IndexFolder, time, FileSystem.Real);
        RestoreFiles(folder, description.Version);
        string collection = CollectionNames.Of(options.Alias, description.Version);
        FileStream stream = File.OpenRead(file);
        await using (stream.ConfigureAwait(false))
        {
            await server.Transfer.UploadAsync(collection, stream, description.SnapshotSha256, cancellationToken).ConfigureAwait(false);
        }

        await Readiness.WaitAsync(server, collection, description.Vectors, options, time, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        await server.Collections.SetAliasAsync(options.Alias, collection, CancellationToken.None).ConfigureAwait(false);
        _ = await PinnedVersion.FindAsync(server, options, CancellationToken.None).ConfigureAwait(false); // as a reader would open it
        return description;
    }

    /// <inheritdoc/>
    public void Dispose() => server.Dispose();

    private async Task<(long Bytes, string Hash)> DownloadAsync(
        string collection, SnapshotDescription snapshot, string file, CancellationToken cancellationToken)
    {
        long bytes = 0;
        string? hash = null;
        await server.Transfer.DownloadAsync(collection, snapshot.Name, CopyAsync, cancellationToken).ConfigureAwait(false);
        return bytes == snapshot.Size && (!snapshot.HasChecksum || hash == snapshot.Checksum)
            ? (bytes, hash!)
            : throw new IndexUnavailableException(
                $"Snapshot '{snapshot.Name}' came as {bytes} bytes with SHA-256 {hash}, "
                    + $"Qdrant at {server.Name} says {snapshot.Size} and {snapshot.Checksum}. Try again.",
                isTransient: true);

        async Task CopyAsync(Stream body, CancellationToken token)
        {
            using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var target = new FileStream(file, FileMode.Create, FileAccess.Write);
            await using (target.ConfigureAwait(false))
            {
                byte[] buffer = new byte[1 << 16];
                for (int read; (read = await body.ReadAsync(buffer, token).ConfigureAwait(false)) > 0; bytes += read)
                {
                    sum.AppendData(buffer, 0, read);
                    await target.WriteAsync(buffer.AsMemory(0, read), token).ConfigureAwait(false);
                }

                target.Flush(flushToDisk: true);
            }

            hash = Convert.ToHexStringLower(sum.GetHashAndReset());
        }
    }

    // An existing folder gets the files one by one, the description last: without it there is no backup.
    private static void Place(TemporaryFolder draft, string folder)
    {
        if (!Directory.Exists(folder))
        {
            draft.MoveTo(folder);
            return;
        }

        foreach (string name in Directory.GetFiles(draft.Path).Select(file => Path.GetFileName(file)).OrderBy(name => name == Description))
        {
            File.Move(draft[name], Path.Combine(folder, name), overwrite: true);
        }

        DurableFiles.FlushFolder(folder);
    }

    private static QdrantBackupDescription Read(string folder)
    {
        string path = Path.Combine(folder, Description);
        if (!File.Exists(path))
        {
            throw new IndexFormatException($"{folder} holds no complete backup: {Description} is missing. Name the folder of a backup.");
        }

        try
        {
            QdrantBackupDescription? description =
                JsonSerializer.Deserialize(File.ReadAllBytes(path), QdrantBackupJson.Default.QdrantBackupDescription);
            return description is null
                ? throw new IndexFormatException($"{path}: it holds null, expected an object. Restore another backup.")
                : description is { Format: QdrantBackupDescription.CurrentFormat } ? description
                : throw new IndexFormatException(
                    $"{path} has format {description.Format}, this program reads {QdrantBackupDescription.CurrentFormat}.");
        }
        catch (JsonException wrong)
        {
            throw new IndexFormatException($"{JsonFault.At(path, wrong)}. Restore another backup.", wrong);
        }
    }

    // A snapshot can be restored by the same minor version and the next one.
    private void CheckVersions(QdrantBackupDescription backup, string serverVersion)
    {
        Version made = Version.Parse(backup.ServerVersion.Split('-', '+')[0]), now = Version.Parse(serverVersion.Split('-', '+')[0]);
        if (now.Major != made.Major || now.Minor < made.Minor || now.Minor > made.Minor + 1)
        {
            throw new IndexUnavailableException(
                $"The snapshot was made by Qdrant {backup.ServerVersion}; {server.Name} runs {serverVersion}. "
                    + $"Restore with {made.Major}.{made.Minor} or {made.Major}.{made.Minor + 1}, then upgrade.",
                isTransient: false);
        }
    }

    // Readers need the version's folder; an intact one is kept.
    private void RestoreFiles(string folder, string version)
    {
        string target = Path.Combine(options.IndexFolder, CollectionNames.Checked(version));
        if (Directory.Exists(target))
        {
            _ = IndexContent.Open(target);
            return;
        }

        string building = Path.Combine(options.IndexFolder, IndexFiles.BuildingPrefix + version);
        Directory.CreateDirectory(building);
        foreach (string name in IndexContent.Files.Concat([IndexFiles.Manifest, IndexFiles.ManifestHash]))
        {
            File.Copy(Path.Combine(folder, name), Path.Combine(building, name), overwrite: true);
        }

        Directory.Move(building, target);
        DurableFiles.FlushFolder(options.IndexFolder);
        _ = IndexContent.Open(target);
    }
}
