using System.Collections.Concurrent;

namespace EpmRl.Retrieval.Server.Batching;

/// <summary>
/// Threads of the encoder's own. On the pool's threads its parallel parts would wait behind every request that has just arrived, of which
/// there are most when the encoder must not wait.
/// </summary>
internal sealed class EncoderThreads : TaskScheduler, IDisposable
{
    [ThreadStatic]
    private static EncoderThreads? running;

    private readonly BlockingCollection<Task> waiting = [];

    /// <summary>Starts the threads.</summary>
    /// <param name="count">How many, 1 or more.</param>
    public EncoderThreads(int count)
    {
        MaximumConcurrencyLevel = count;
        for (int i = 0; i < count; i++)
        {
            new Thread(Run) { IsBackground = true, Name = $"encoder {i}" }.Start();
        }
    }

    /// <inheritdoc/>
    public override int MaximumConcurrencyLevel { get; }

    /// <summary>Ends the threads once what waits is done.</summary>
    public void Dispose() => waiting.CompleteAdding();

    protected override void QueueTask(Task task) => waiting.Add(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => running == this && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => waiting.ToArray();

    private void Run()
    {
        running = this;
        foreach (Task task in waiting.GetConsumingEnumerable())
        {
            TryExecuteTask(task);
        }
    }
}
