using Microsoft.Extensions.Hosting;

namespace EpmRl.Retrieval.Server.Hosting;

/// <summary>
/// Opens the engine while the service already answers <c>/livez</c>; <c>/readyz</c> follows when it is open and warm. A faulty model or
/// index ends the service.
/// </summary>
internal sealed class EngineOpening(EngineHost engines, IHostApplicationLifetime lifetime, ILogger<EngineOpening> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // opening reads files on its thread
        try
        {
            await engines.OpenAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
        }
        catch (Exception failure)
        {
            logger.EngineNotOpened(failure.Message);
            lifetime.StopApplication();
        }
    }
}
