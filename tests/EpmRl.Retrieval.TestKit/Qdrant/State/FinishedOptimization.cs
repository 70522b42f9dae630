namespace EpmRl.Retrieval.TestKit.Qdrant.State;

/// <summary>A work on segments that is done.</summary>
/// <param name="Uuid">The segment it made.</param>
/// <param name="Optimizer">Its kind.</param>
/// <param name="From">The segments it read.</param>
/// <param name="Started">Its start.</param>
/// <param name="Ended">Its end.</param>
internal sealed record FinishedOptimization(
    Guid Uuid, string Optimizer, IReadOnlyList<(Guid Uuid, int Points)> From, DateTimeOffset Started, DateTimeOffset Ended);
