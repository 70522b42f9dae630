namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>Files of snapshots, down and up: the two calls that gRPC lacks. Safe for concurrent use.</summary>
internal sealed class SnapshotTransfer : IDisposable
{
    private readonly HttpClient client;
    private readonly QdrantOptions options;

    /// <summary>Makes a client; nothing is sent yet.</summary>
    public SnapshotTransfer(QdrantOptions options)
    {
        this.options = options;
        var handler = new SocketsHttpHandler { ConnectTimeout = options.ReadTimeout, UseCookies = false, AllowAutoRedirect = false };
        if (options.CertificateAuthorityFile is { } file)
        {
            handler.SslOptions.CertificateChainPolicy = TrustedAuthority.PolicyOf(file);
        }

        client = new HttpClient(handler, disposeHandler: true)
        {
            BaseAddress = new Uri(options.Address.AbsoluteUri.TrimEnd('/') + "/"),
            Timeout = Timeout.InfiniteTimeSpan, // each call has its own
        };
        if ((options.ApiKey ?? options.ReadOnlyApiKey) is { Length: > 0 } key)
        {
            client.DefaultRequestHeaders.Add("api-key", key);
        }
    }

    /// <summary>Downloads a snapshot.</summary>
    public Task DownloadAsync(
        string collection, string snapshot, Func<Stream, CancellationToken, Task> read, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, $"collections/{collection}/snapshots/{Uri.EscapeDataString(snapshot)}", null, read, cancellationToken);

    /// <summary>
    /// Creates a collection from a snapshot, or restores one to it. A bad file or a wrong checksum leaves nothing behind.
    /// </summary>
    public async Task UploadAsync(string collection, Stream snapshot, string checksum, CancellationToken cancellationToken)
    {
        using var form = new MultipartFormDataContent();
        using var file = new StreamContent(snapshot);
        form.Add(file, "snapshot", collection + ".snapshot");
        await SendAsync(
            HttpMethod.Post,
            $"collections/{collection}/snapshots/upload?wait=true&priority=snapshot&checksum={checksum}",
            form,
            (body, token) => body.CopyToAsync(Stream.Null, token),
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private async Task SendAsync(
        HttpMethod method, string path, HttpContent? content, Func<Stream, CancellationToken, Task> read,
        CancellationToken cancellationToken)
    {
        var call = new QdrantCall($"{method} /{path}", options.ReadyTimeout);
        string server = options.Address.Authority;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(call.Deadline);
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = content };
            using HttpResponseMessage response = await client
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                byte[] error = await response.Content.ReadAsByteArrayAsync(deadline.Token).ConfigureAwait(false);
                throw QdrantErrors.OfStatus(server, call, response.StatusCode, error, response.Headers.RetryAfter?.Delta);
            }

            Stream body = await response.Content.ReadAsStreamAsync(deadline.Token).ConfigureAwait(false);
            await using (body.ConfigureAwait(false))
            {
                await read(body, deadline.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw QdrantErrors.OfDeadline(server, call);
        }
        catch (Exception broken) when (broken is HttpRequestException or HttpIOException)
        {
            throw QdrantErrors.OfTransport(server, call, broken);
        }
    }
}
