using System.Text.Json;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Server.Batching;
using EpmRl.Retrieval.Server.Hosting;
using EpmRl.Retrieval.Server.Http;
using EpmRl.Retrieval.Server.Review;
using EpmRl.Retrieval.Server.Telemetry;
using Microsoft.Extensions.Hosting;
using NATS.Client.Core;

namespace EpmRl.Retrieval.Server.Jobs;

/// <summary>
/// Streaming: a listing as JSON on the subject <c>epmrl.identify.{catalogue}</c>, its result on the message's reply subject. All servers
/// and workers share the subject as one queue group. A bad listing is answered with <c>{"error":{…}}</c>.
/// </summary>
internal sealed class NatsIdentify(
    NatsBroker broker, EngineHost engines, ReviewedAnswers reviewed, ServerOptions options, TimeProvider time,
    ILogger<NatsIdentify> logger) : BackgroundService
{
    private const string Prefix = "epmrl.identify.", Group = "epmrl";
    private const int AtATime = 64; // they share batches of the encoder
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            while (!engines.IsReady)
            {
                await Task.Delay(Pause / 10, time, stoppingToken);
            }

            await Task.WhenAll(options.Catalogs.Keys.Select(catalog => AnswerAllAsync(catalog, stoppingToken)));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task AnswerAllAsync(string catalog, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await Parallel.ForEachAsync(
                    broker.Connection.SubscribeAsync<byte[]>(Prefix + catalog, Group, cancellationToken: cancellationToken),
                    new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellationToken },
                    async (message, token) => await AnswerAsync(catalog, message, token));
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                logger.NatsTrouble(failure.GetType().Name, failure.Message);
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private async Task AnswerAsync(string catalog, NatsMsg<byte[]> message, CancellationToken cancellationToken)
    {
        if (message.ReplyTo is null)
        {
            return; // nobody would see the answer
        }

        byte[] answer;
        try
        {
            answer = await IdentifyAsync(catalog, message.Data ?? [], cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            (int status, string code) = Problems.Of(failure);
            answer = JsonSerializer.SerializeToUtf8Bytes(new
            {
                error = new
                {
                    status, code, message = status == StatusCodes.Status500InternalServerError ? "A defect of the service."
                        : failure.Message,
                },
            });
        }

        try
        {
            await message.ReplyAsync(answer, cancellationToken: cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            logger.NatsTrouble(failure.GetType().Name, failure.Message);
        }
    }

    private async Task<byte[]> IdentifyAsync(string catalog, byte[] body, CancellationToken cancellationToken)
    {
        using JsonDocument json = JsonDocument.Parse(body);
        IReadOnlyList<ProductProfile> listings =
            await Listings.ReadAsync([(json.RootElement, "listing")], options.Limits, cancellationToken);
        using EngineLease lease = engines.Acquire();
        CatalogEngine engine = lease.Catalog(catalog);
        IReadOnlyList<TagResult> results = await reviewed.ApplyAsync(
            engine, listings, await engine.Identifier(Lane.Bulk).IdentifyAsync(listings, cancellationToken), cancellationToken);
        ServerTelemetry.Count(results);
        return TagResultJson.ToBytes(results[0], listings[0]);
    }
}
