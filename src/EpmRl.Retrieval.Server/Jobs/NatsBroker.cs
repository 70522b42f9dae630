using System.Text.Json;
using EpmRl.Retrieval.Server.Hosting;
using Microsoft.Extensions.Hosting;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace EpmRl.Retrieval.Server.Jobs;

/// <summary>The connection to NATS, shared by the process. It reconnects by itself, for as long as it takes.</summary>
internal sealed class NatsBroker : IAsyncDisposable
{
    /// <summary>The stream of chunks that wait.</summary>
    public const string Stream = "epmrl-chunks";

    /// <summary>Its subject.</summary>
    public const string Subject = "epmrl.chunks";

    /// <summary>The consumer that all workers share.</summary>
    public const string Consumer = "workers";

    /// <summary>A worker that is silent for this long has died; its chunk goes to another.</summary>
    public static readonly TimeSpan AckWait = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan DuplicateWindow = TimeSpan.FromMinutes(2);

    /// <summary>Makes the connection; it is opened at its first use.</summary>
    public NatsBroker(ServerOptions options, ILoggerFactory loggers)
    {
        Connection = new NatsConnection(new NatsOpts
        {
            Url = options.Nats!,
            Name = "epmrl",
            LoggerFactory = loggers,
            RetryOnInitialConnect = true,
            MaxReconnectRetry = -1,
            ReconnectWaitMin = TimeSpan.FromMilliseconds(200),
            ReconnectWaitMax = TimeSpan.FromSeconds(5),
        });
        JetStream = new NatsJSContext(Connection);
    }

    /// <summary>The connection.</summary>
    public NatsConnection Connection { get; }

    /// <summary>Its streams.</summary>
    public NatsJSContext JetStream { get; }

    /// <summary>Creates the stream where it is missing: at the first start, or when the broker lost its files.</summary>
    public async Task CreateStreamAsync(CancellationToken cancellationToken) => await JetStream.CreateOrUpdateStreamAsync(
        new StreamConfig(Stream, [Subject])
        {
            Retention = StreamConfigRetention.Workqueue, // a chunk leaves it when its worker says that it is done
            Storage = StreamConfigStorage.File,
            DuplicateWindow = DuplicateWindow,
        },
        cancellationToken);

    /// <summary>Creates the workers' consumer where it is missing.</summary>
    public async Task<INatsJSConsumer> CreateConsumerAsync(CancellationToken cancellationToken)
    {
        await CreateStreamAsync(cancellationToken);
        return await JetStream.CreateOrUpdateConsumerAsync(
            Stream,
            new ConsumerConfig(Consumer)
            {
                AckPolicy = ConsumerConfigAckPolicy.Explicit,
                AckWait = AckWait,
                MaxDeliver = -1, // the database counts attempts, so that all ways of handing out share one limit
                MaxAckPending = 10_000,
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Connection.DisposeAsync();
}

/// <summary>Hands chunks to the workers of other processes.</summary>
internal sealed class NatsChunks(NatsBroker broker) : IChunkQueue
{
    private bool hasStream;

    /// <inheritdoc/>
    public int Ahead => 32;

    /// <inheritdoc/>
    public TimeSpan Again => TimeSpan.FromMinutes(3); // longer than the window of duplicates

    /// <inheritdoc/>
    public async Task OfferAsync(ChunkTask task, string handout, CancellationToken cancellationToken)
    {
        try
        {
            if (!hasStream)
            {
                await broker.CreateStreamAsync(cancellationToken);
                hasStream = true;
            }

            PubAckResponse taken = await broker.JetStream.PublishAsync(
                NatsBroker.Subject, JsonSerializer.SerializeToUtf8Bytes(task), opts: new NatsJSPubOpts { MsgId = handout },
                cancellationToken: cancellationToken);
            if (!taken.Duplicate)
            {
                taken.EnsureSuccess();
            }
        }
        catch
        {
            hasStream = false; // the broker may have come back without its files
            throw;
        }
    }
}

/// <summary>Does chunks that a server hands out through NATS, two at a time.</summary>
internal sealed class NatsWorkers(
    NatsBroker broker, EngineHost engines, TimeProvider time, IServiceProvider services, ILogger<NatsWorkers> logger) : BackgroundService
{
    private const int Workers = 2;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(5);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(() => RunAsync(stoppingToken), CancellationToken.None)));

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var worker = ActivatorUtilities.CreateInstance<ChunkWorker>(services);
        INatsJSConsumer? consumer = null;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                if (!engines.IsReady)
                {
                    await Task.Delay(Pause, time, cancellationToken);
                    continue;
                }

                consumer ??= await broker.CreateConsumerAsync(cancellationToken);
                if (await consumer.NextAsync<byte[]>(opts: new NatsJSNextOpts { Expires = Wait }, cancellationToken: cancellationToken)
                    is { } message)
                {
                    await WorkAsync(worker, message, cancellationToken);
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
            }
            catch (Exception failure)
            {
                logger.NatsTrouble(failure.GetType().Name, failure.Message);
                consumer = null;
                await Task.Delay(Pause, time, CancellationToken.None);
            }
        }
    }

    private async Task WorkAsync(ChunkWorker worker, INatsJSMsg<byte[]> message, CancellationToken cancellationToken)
    {
        if (Read(message.Data) is not { } task)
        {
            await message.AckTerminateAsync(cancellationToken: cancellationToken); // nobody of ours wrote it
            return;
        }

        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task alive = KeepAliveAsync(message, done.Token);
        try
        {
            await worker.WorkAsync(task, cancellationToken);
            await message.AckAsync(cancellationToken: CancellationToken.None);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await message.NakAsync(cancellationToken: CancellationToken.None); // this process stops: another one begins at once
        }
        finally
        {
            await done.CancelAsync();
            await alive;
        }
    }

    private async Task KeepAliveAsync(INatsJSMsg<byte[]> message, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await Task.Delay(NatsBroker.AckWait / 3, time, cancellationToken);
                await message.AckProgressAsync(cancellationToken: cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                logger.NatsTrouble(failure.GetType().Name, failure.Message); // delivered again at worst, which changes nothing
            }
        }
    }

    private static ChunkTask? Read(byte[]? data)
    {
        try
        {
            return JsonSerializer.Deserialize<ChunkTask>(data) is { Job: not null } task ? task : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
