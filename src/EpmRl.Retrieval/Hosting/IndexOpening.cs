using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EpmRl.Retrieval.Hosting;

/// <summary>
/// Opens the index before the host takes requests. A faulty model or index stops the start; a server that does not answer yet does not: the
/// first request after it answers opens the index.
/// </summary>
internal sealed class IndexOpening(AttributeIdentifier identifier, ILogger<IndexOpening>? logger = null) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await identifier.PrepareAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IndexUnavailableException unavailable) when (unavailable.IsTransient)
        {
            logger?.IndexUnavailableAtStart(unavailable.Message);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
