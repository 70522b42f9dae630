namespace EpmRl.Retrieval.TestKit.Qdrant.Queries;

/// <summary>What a query asks for.</summary>
internal abstract record Query;

/// <summary>Points near a vector.</summary>
internal sealed record NearestQuery(VectorInput Target) : Query;

/// <summary>Points near the average of some and far from that of others.</summary>
internal sealed record RecommendQuery(IReadOnlyList<VectorInput> Positive, IReadOnlyList<VectorInput> Negative) : Query;

/// <summary>Points in the order of a field.</summary>
internal sealed record OrderQuery(OrderBy Order) : Query;

/// <summary>The lists of the prefetches joined by reciprocal ranks.</summary>
/// <param name="Constant">Added to each rank, counted from 0.</param>
internal sealed record FusionQuery(int Constant) : Query;

/// <summary>A formula over the prefetched points.</summary>
internal sealed record FormulaQuery(Formula Formula) : Query;
