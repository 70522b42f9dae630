namespace EpmRl.Retrieval.Training.Runs;

/// <summary>Passes reports on as they come, on the reporting thread; <see cref="Progress{T}"/> would reorder them.</summary>
internal sealed class Relay<T>(Action<T> report) : IProgress<T>
{
    /// <inheritdoc/>
    public void Report(T value) => report(value);
}
