using Qdrant.Client.Grpc;

namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>Snapshots of a collection on the server. Their files are transferred over REST.</summary>
internal sealed class SnapshotsApi(QdrantConnection connection, QdrantOptions options)
{
    /// <summary>Creates a snapshot and waits for it. Never sent twice, because each call creates another one.</summary>
    public async Task<SnapshotDescription> CreateAsync(string collection, CancellationToken cancellationToken) =>
        (await connection.SendAsync(
        new QdrantCall($"Snapshots/Create of '{collection}'", options.ReadyTimeout) { Writes = true, Idempotent = false },
        (client, call) => client.Snapshots.CreateAsync(new CreateSnapshotRequest { CollectionName = collection }, call),
        cancellationToken).ConfigureAwait(false)).SnapshotDescription ?? new SnapshotDescription();

    /// <summary>Removes a snapshot from the server.</summary>
    public Task DeleteAsync(string collection, string snapshot, CancellationToken cancellationToken) => connection.SendAsync(
        QdrantCall.Write($"Snapshots/Delete of '{snapshot}'", options),
        (client, call) =>
            client.Snapshots.DeleteAsync(new DeleteSnapshotRequest { CollectionName = collection, SnapshotName = snapshot }, call),
        cancellationToken);
}
