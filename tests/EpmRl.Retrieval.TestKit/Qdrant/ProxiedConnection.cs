namespace EpmRl.Retrieval.TestKit.Qdrant;

/// <summary>A client's connection to a fault proxy, which is closed when no call was on it for a while.</summary>
/// <param name="number">Its number, from 1.</param>
/// <param name="idleClose">The idle time after which it is closed.</param>
internal sealed class ProxiedConnection(int number, TimeSpan idleClose)
{
    private readonly Lock _gate = new();
    private int _calls;
    private CancellationTokenSource? _idle;

    /// <summary>Its number, from 1.</summary>
    public int Number { get; } = number;

    /// <summary>A call begins.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            _calls++;
            _idle?.Cancel();
            _idle = null;
        }
    }

    /// <summary>A call has ended.</summary>
    /// <param name="close">Closes the connection.</param>
    public void End(Action close)
    {
        lock (_gate)
        {
            if (--_calls == 0)
            {
                _idle = new CancellationTokenSource();
                _ = CloseAsync(_idle.Token, close);
            }
        }
    }

    private async Task CloseAsync(CancellationToken stop, Action close)
    {
        await Task.Delay(idleClose, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!stop.IsCancellationRequested)
        {
            close();
        }
    }
}
