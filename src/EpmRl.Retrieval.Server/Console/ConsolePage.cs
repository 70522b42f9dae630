using Microsoft.AspNetCore.Components;

namespace EpmRl.Retrieval.Server.WebConsole;

/// <summary>A page of the console: runs its calls so that a failure is a text on the page, and the last call wins.</summary>
public abstract class ConsolePage : ComponentBase, IDisposable
{
    private CancellationTokenSource? running;
    private int calls;

    [Inject]
    private IServiceProvider Services { get; set; } = null!;

    [Inject]
    private ILoggerFactory Loggers { get; set; } = null!;

    internal ConsoleSession Session => field ??= Services.GetRequiredService<ConsoleSession>();

    /// <summary>What went wrong with the last call; null for nothing.</summary>
    protected string? Error { get; set; }

    /// <summary>Whether a call is running.</summary>
    protected bool IsBusy { get; private set; }

    /// <summary>Runs a call; an earlier one that still runs is cancelled, and its answer dropped.</summary>
    /// <param name="call">The call; what it returns is shown only if no later call has begun.</param>
    /// <param name="show">Takes over the answer.</param>
    /// <param name="after">Time to wait first, for somebody who is still typing.</param>
    protected async Task RunAsync<T>(Func<CancellationToken, Task<T>> call, Action<T> show, TimeSpan after = default)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(show);
        Cancel();
        using var mine = new CancellationTokenSource();
        running = mine;
        int number = ++calls;
        IsBusy = true;
        try
        {
            if (after > TimeSpan.Zero)
            {
                await Task.Delay(after, mine.Token);
            }

            T answer = await call(mine.Token);
            if (number == calls)
            {
                Error = null;
                show(answer);
            }
        }
        catch (Exception) when (number != calls)
        {
            // A later call has begun: nobody waits for this one.
        }
        catch (Exception failure)
        {
            if (Api.Problems.Of(failure).Status == StatusCodes.Status500InternalServerError)
            {
                ConsoleLog.PageFailed(Loggers.CreateLogger(GetType()), failure);
            }

            Error = ConsoleSession.TextOf(failure);
        }
        finally
        {
            if (number == calls)
            {
                (IsBusy, running) = (false, null);
            }
        }
    }

    /// <summary>Drops a call that still runs.</summary>
    protected void Cancel()
    {
        calls++;
        running?.Cancel();
        (running, IsBusy) = (null, false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends what the page still runs.</summary>
    protected virtual void Dispose(bool disposing) => Cancel();
}

internal static partial class ConsoleLog
{
    [LoggerMessage(150, LogLevel.Error, "A page of the console failed.")]
    public static partial void PageFailed(ILogger logger, Exception failure);
}
