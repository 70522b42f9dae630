using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Polly;
using Polly.Retry;

namespace EpmRl.Retrieval.Indexing.Qdrant.Rest;

/// <summary>Sends calls: a deadline on each, retries of what may be sent twice, one connection pool. Safe for concurrent use.</summary>
internal sealed class QdrantHttp : IDisposable
{
    // The server drops connections that were idle for 5 s; one of ours must never be older when it is used again.
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(4);

    private readonly HttpClient client;
    private readonly string? writingKey;
    private readonly string? readingKey;
    private readonly TimeProvider time;
    private readonly ResiliencePipeline<byte[]> retries;

    /// <summary>Makes a client; nothing is sent yet.</summary>
    /// <param name="options">Address, keys, time limits, retries.</param>
    /// <param name="time">The clock; null for the system's.</param>
    public QdrantHttp(QdrantOptions options, TimeProvider? time = null)
    {
        options.Check();
        writingKey = options.ApiKey ?? options.ReadOnlyApiKey;
        readingKey = options.ReadOnlyApiKey ?? options.ApiKey;
        this.time = time ?? TimeProvider.System;
        Server = $"{options.Address.Host}:{options.Address.Port}";
        client = new HttpClient(HandlerOf(options), disposeHandler: true)
        {
            BaseAddress = new Uri(options.Address.AbsoluteUri.TrimEnd('/') + "/"),
            Timeout = Timeout.InfiniteTimeSpan, // each call has its own
        };
        retries = RetriesOf(options, this.time);
    }

    /// <summary>Host and port, for messages.</summary>
    public string Server { get; }

    /// <summary>Sends a call and reads its result.</summary>
    /// <exception cref="QdrantCallException">It failed, retries included.</exception>
    public async Task<T> SendAsync<T>(QdrantCall call, JsonTypeInfo<QdrantAnswer<T>> type, CancellationToken cancellationToken)
    {
        T? result = default;
        await SendAsync(call, ReadAsResult, cancellationToken).ConfigureAwait(false);
        return result!;

        void ReadAsResult(byte[] body) => result = JsonSerializer.Deserialize(body, type) is { Result: { } read }
            ? read
            : throw new JsonException("'result' is missing");
    }

    /// <summary>Sends a call whose answer has no envelope.</summary>
    /// <exception cref="QdrantCallException">It failed, retries included.</exception>
    public async Task<byte[]> SendAsync(QdrantCall call, Action<byte[]> read, CancellationToken cancellationToken) => await (call.Idempotent ? retries : ResiliencePipeline<byte[]>.Empty)
        .ExecuteAsync(
            static async (state, token) =>
            {
                byte[] body = await state.Http.TryAsync(state.Call, token).ConfigureAwait(false);
                try
                {
                    state.Read(body);
                    return body;
                }
                catch (JsonException wrong)
                {
                    throw QdrantErrors.OfTransport(state.Http.Server, state.Call, wrong);
                }
            },
            (Http: this, Call: call, Read: read),
            cancellationToken)
        .ConfigureAwait(false);

    /// <summary>Sends a request of the caller's own making once, and lets the caller read the answer as it comes.</summary>
    /// <exception cref="QdrantCallException">It failed.</exception>
    public async Task StreamAsync(
        QdrantCall call, HttpContent? content, Func<Stream, CancellationToken, Task> read, CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = DeadlineOf(call, cancellationToken, out CancellationTokenSource limit);
        using CancellationTokenSource owned = limit;
        try
        {
            using HttpRequestMessage request = RequestOf(call);
            request.Content = content;
            using HttpResponseMessage response = await client
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                byte[] error = await response.Content.ReadAsByteArrayAsync(deadline.Token).ConfigureAwait(false);
                throw QdrantErrors.OfStatus(Server, call, response.StatusCode, error, RetryAfterOf(response));
            }

            Stream body = await response.Content.ReadAsStreamAsync(deadline.Token).ConfigureAwait(false);
            await using (body.ConfigureAwait(false))
            {
                await read(body, deadline.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw QdrantErrors.OfDeadline(Server, call);
        }
        catch (Exception broken) when (broken is HttpRequestException or HttpIOException or JsonException)
        {
            throw QdrantErrors.OfTransport(Server, call, broken);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private async Task<byte[]> TryAsync(QdrantCall call, CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = DeadlineOf(call, cancellationToken, out CancellationTokenSource limit);
        using CancellationTokenSource owned = limit;
        try
        {
            using HttpRequestMessage request = RequestOf(call);
            if (call.Body is { } body)
            {
                request.Content = new ReadOnlyMemoryContent(body);
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            }

            using HttpResponseMessage response = await client
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token).ConfigureAwait(false);
            byte[] answer = await response.Content.ReadAsByteArrayAsync(deadline.Token).ConfigureAwait(false);
            return response.IsSuccessStatusCode
                ? answer
                : throw QdrantErrors.OfStatus(Server, call, response.StatusCode, answer, RetryAfterOf(response));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw QdrantErrors.OfDeadline(Server, call);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            throw QdrantErrors.OfTransport(Server, call, broken);
        }
    }

    private HttpRequestMessage RequestOf(QdrantCall call)
    {
        var request = new HttpRequestMessage(call.Method, call.Path);
        if ((call.Writes ? writingKey : readingKey) is { Length: > 0 } key)
        {
            request.Headers.Add("api-key", key);
        }

        return request;
    }

    private CancellationTokenSource DeadlineOf(QdrantCall call, CancellationToken cancellationToken, out CancellationTokenSource limit)
    {
        limit = new CancellationTokenSource(call.Deadline, time);
        return CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
    }

    private static TimeSpan? RetryAfterOf(HttpResponseMessage response) => response.Headers.RetryAfter?.Delta;

    private static SocketsHttpHandler HandlerOf(QdrantOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            PooledConnectionIdleTimeout = IdleTimeout,
            ConnectTimeout = options.ReadTimeout,
            UseCookies = false,
            AllowAutoRedirect = false,
        };
        if (options.CertificateAuthorityFile is { } file)
        {
            handler.SslOptions.CertificateChainPolicy = TrustedAuthority.PolicyOf(file);
        }

        return handler;
    }

    private static ResiliencePipeline<byte[]> RetriesOf(QdrantOptions options, TimeProvider time) => options.Retries == 0
        ? ResiliencePipeline<byte[]>.Empty
        : new ResiliencePipelineBuilder<byte[]> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<byte[]>
            {
                MaxRetryAttempts = options.Retries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = options.RetryDelay,
                MaxDelay = options.LongestRetryWait,
                ShouldHandle = arguments => ValueTask.FromResult(
                    arguments.Outcome.Exception is QdrantCallException { IsTransient: true } failed
                    && !(failed.RetryAfter > options.LongestRetryWait)),
                DelayGenerator = arguments => ValueTask.FromResult(
                    (arguments.Outcome.Exception as QdrantCallException)?.RetryAfter is { } wait
                        ? wait + (options.RetryDelay * Random.Shared.NextDouble())
                        : (TimeSpan?)null),
            })
            .Build();
}
