using System.Text.Json;

namespace EpmRl.Retrieval.Indexing.Qdrant.Rest;

/// <summary>Snapshots of a collection.</summary>
internal sealed class SnapshotsApi(QdrantHttp http, QdrantOptions options)
{
    /// <summary>Makes a snapshot and waits for it. Never sent twice: each makes another one.</summary>
    public Task<SnapshotInfo> CreateAsync(string collection, CancellationToken cancellationToken) => http.SendAsync(
        new QdrantCall(HttpMethod.Post, $"collections/{collection}/snapshots?wait=true", options.ReadyTimeout) { Writes = true, Idempotent = false },
        QdrantJson.Default.QdrantAnswerSnapshotInfo,
        cancellationToken);

    /// <summary>Downloads a snapshot.</summary>
    public Task DownloadAsync(
        string collection, string snapshot, Func<Stream, CancellationToken, Task> read, CancellationToken cancellationToken) => http.StreamAsync(
            new QdrantCall(HttpMethod.Get, $"collections/{collection}/snapshots/{snapshot}", options.ReadyTimeout), null, read, cancellationToken);

    /// <summary>Removes a snapshot from the server.</summary>
    public Task DeleteAsync(string collection, string snapshot, CancellationToken cancellationToken) => http.SendAsync(
        new QdrantCall(HttpMethod.Delete, $"collections/{collection}/snapshots/{snapshot}?wait=true", options.WriteTimeout) { Writes = true },
        QdrantJson.Default.QdrantAnswerBoolean,
        cancellationToken);

    /// <summary>Makes a collection from a snapshot, or brings one back to it. A bad file or a wrong checksum leaves nothing behind.</summary>
    public async Task UploadAsync(string collection, Stream snapshot, string checksum, CancellationToken cancellationToken)
    {
        using var form = new MultipartFormDataContent();
        using var file = new StreamContent(snapshot);
        form.Add(file, "snapshot", collection + ".snapshot");
        await http.StreamAsync(
            new QdrantCall(
                HttpMethod.Post, $"collections/{collection}/snapshots/upload?wait=true&priority=snapshot&checksum={checksum}", options.ReadyTimeout)
            {
                Writes = true,
            },
            form,
            async (body, token) => _ = await JsonSerializer
                .DeserializeAsync(body, QdrantJson.Default.QdrantAnswerBoolean, token).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
    }
}
