namespace EpmRl.Retrieval.Training.Runs;

/// <summary>Forwards reports immediately, on the reporting thread; <see cref="Progress{T}"/> would reorder them.</summary>
internal sealed class Relay<T>(Action<T> report) : IProgress<T>
{
    /// <inheritdoc/>
    public void Report(T value) => report(value);
}
