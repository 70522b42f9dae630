namespace EpmRl.Retrieval.Evaluation;

/// <summary>Figures of value search.</summary>
/// <param name="Name">The line's label.</param>
/// <param name="Queries">Number of queries.</param>
/// <param name="RecallAt1">Share of queries whose first hit is an expected value, in [0, 1].</param>
/// <param name="RecallAt10">Share of queries with an expected value among the first ten hits, in [0, 1].</param>
/// <param name="ReciprocalRank">Mean of 1 ÷ place of the first expected value, 0 beyond the tenth (MRR@10), in [0, 1].</param>
internal sealed record SearchFigures(string Name, int Queries, double RecallAt1, double RecallAt10, double ReciprocalRank)
{
    /// <summary>Summarises ranks.</summary>
    /// <param name="name">The line's label.</param>
    /// <param name="ranks">Places of the first expected value, from 1; null for not found. At least one.</param>
    public static SearchFigures Of(string name, IReadOnlyCollection<int?> ranks)
    {
        ArgumentNullException.ThrowIfNull(ranks);
        ArgumentOutOfRangeException.ThrowIfZero(ranks.Count);
        return new SearchFigures(
            name,
            ranks.Count,
            ranks.Average(rank => rank == 1 ? 1.0 : 0),
            ranks.Average(rank => rank is null ? 0.0 : 1),
            ranks.Average(rank => rank is { } place ? 1.0 / place : 0));
    }
}
