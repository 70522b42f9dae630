using EpmRl.Retrieval.Telemetry;
using Grpc.Core;
using Grpc.Net.Client;
using Polly;
using Polly.Retry;
using Qdrant.Client.Grpc;

namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>
/// Sends gRPC calls: the right key and a deadline for each, retries of idempotent calls, one channel. Safe for concurrent use.
/// </summary>
internal sealed class QdrantConnection : IDisposable
{
    // A page of the largest number of points of a search, with payload, is some 30 MB; the channel's default is 4 MB.
    private const int LargestAnswer = 256 << 20;

    // After an outage the channel fails at once until it tries again, which by default takes up to two minutes.
    private static readonly TimeSpan FirstReconnect = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestReconnect = TimeSpan.FromSeconds(2);

    // A proxy in between may drop a connection silently.
    private static readonly TimeSpan PingAfter = TimeSpan.FromSeconds(30);

    private readonly GrpcChannel channel;
    private readonly QdrantGrpcClient client;
    private readonly string? writingKey;
    private readonly string? readingKey;
    private readonly ResiliencePipeline retries;

    /// <summary>Makes a channel; nothing is sent yet.</summary>
    /// <param name="options">Address, keys, time limits, retries.</param>
    /// <param name="time">The clock for waits between retries; null for the system's.</param>
    public QdrantConnection(QdrantOptions options, TimeProvider? time = null)
    {
        var address = new UriBuilder(options.Address.Scheme, options.Address.Host, options.GrpcPort);
        Server = $"{options.Address.Host}:{options.GrpcPort}";
        writingKey = options.ApiKey ?? options.ReadOnlyApiKey;
        readingKey = options.ReadOnlyApiKey ?? options.ApiKey;
        channel = GrpcChannel.ForAddress(address.Uri, new GrpcChannelOptions
        {
            HttpHandler = HandlerOf(options),
            DisposeHttpClient = true,
            MaxReceiveMessageSize = LargestAnswer,
            MaxSendMessageSize = null,
            InitialReconnectBackoff = FirstReconnect,
            MaxReconnectBackoff = LongestReconnect,
            CompressionProviders = [], // vectors do not compress
        });
        client = new QdrantGrpcClient(channel);
        retries = RetriesOf(options, time ?? TimeProvider.System);
    }

    /// <summary>Host and port, for messages.</summary>
    public string Server { get; }

    /// <summary>Sends a call.</summary>
    /// <exception cref="QdrantCallException">It failed, after all retries.</exception>
    public async Task<T> SendAsync<T>(
        QdrantCall call, Func<QdrantGrpcClient, CallOptions, AsyncUnaryCall<T>> send, CancellationToken cancellationToken)
    {
        int attempt = 0;
        return await (call.Idempotent ? retries : ResiliencePipeline.Empty).ExecuteAsync(
            async token =>
            {
                if (attempt++ > 0)
                {
                    QdrantMetrics.Retries.Add(1, QdrantMetrics.LabelOf(call));
                }

                return await TryAsync(call, send, token).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        client.Dispose();
        channel.Dispose();
    }

    private async Task<T> TryAsync<T>(
        QdrantCall call, Func<QdrantGrpcClient, CallOptions, AsyncUnaryCall<T>> send, CancellationToken cancellationToken)
    {
        var headers = new Metadata();
        if ((call.Writes ? writingKey : readingKey) is { Length: > 0 } key)
        {
            headers.Add("api-key", key);
        }

        using var operation = MeasuredOperation.Start("epmrl.qdrant.call", QdrantMetrics.CallDuration, QdrantMetrics.LabelOf(call));
        try
        {
            using AsyncUnaryCall<T> sent =
                send(client, new CallOptions(headers, TimeProvider.System.GetUtcNow().UtcDateTime + call.Deadline, cancellationToken));
            return await sent.ResponseAsync.ConfigureAwait(false);
        }
        catch (RpcException cancelled) when (cancellationToken.IsCancellationRequested)
        {
            operation.Failed(cancelled, "Cancelled");
            throw new OperationCanceledException(cancellationToken);
        }
        catch (RpcException failed)
        {
            QdrantCallException explained = QdrantErrors.OfRpc(Server, call, failed);
            operation.Failed(explained, explained.Failure.ToString());
            throw explained;
        }
    }

    private static SocketsHttpHandler HandlerOf(QdrantOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = options.ReadTimeout,
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = PingAfter,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        };
        if (options.CertificateAuthorityFile is { } file)
        {
            handler.SslOptions.CertificateChainPolicy = TrustedAuthority.PolicyOf(file);
        }

        return handler;
    }

    // The channel's own retries support neither retry-after nor messages over 1 MB.
    private static ResiliencePipeline RetriesOf(QdrantOptions options, TimeProvider time) => options.Retries == 0
        ? ResiliencePipeline.Empty
        : new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = options.Retries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = options.RetryDelay,
                MaxDelay = options.LongestRetryWait,
                ShouldHandle = arguments => ValueTask.FromResult(
                    arguments.Outcome.Exception is QdrantCallException { IsTransient: true } failed
                    && !(failed.RetryAfter > options.LongestRetryWait)),
#pragma warning disable RS0030 // unseeded: the retries of many clients must not coincide
                DelayGenerator = arguments => ValueTask.FromResult(
                    (arguments.Outcome.Exception as QdrantCallException)?.RetryAfter is { } wait
                        ? wait + (options.RetryDelay * Random.Shared.NextDouble())
                        : (TimeSpan?)null),
#pragma warning restore RS0030
            })
            .Build();
}
