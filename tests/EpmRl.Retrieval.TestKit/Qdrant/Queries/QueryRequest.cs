namespace EpmRl.Retrieval.TestKit.Qdrant.Queries;

/// <summary>A query as it was read.</summary>
internal sealed class QueryRequest
{
    public const int DefaultLimit = 10;

    public IReadOnlyList<QueryRequest> Prefetches { get; init; } = [];

    /// <summary>Null: points in the order of their ids.</summary>
    public Query? Query { get; init; }

    /// <summary>Name of the vector; empty for the unnamed one.</summary>
    public string Using { get; init; } = "";

    public Filter? Filter { get; init; }

    public SearchParameters Parameters { get; init; } = new();

    public double? ScoreThreshold { get; init; }

    public int Limit { get; init; } = DefaultLimit;

    public int Offset { get; init; }

    public required Selectors Selectors { get; init; }

    /// <summary>Collection and vector that ids are looked up in, instead of the own ones.</summary>
    public (string Collection, string? Vector)? LookupFrom { get; init; }

    /// <summary>Tokens of the read limit.</summary>
    public int Cost => Prefetches.Count == 0 ? 1 + (Filter?.Count ?? 0) : Prefetches.Sum(prefetch => prefetch.Cost) + (Filter?.Count ?? 0);
}
