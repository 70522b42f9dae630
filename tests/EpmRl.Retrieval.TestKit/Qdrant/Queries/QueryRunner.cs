using EpmRl.Retrieval.TestKit.Qdrant.State;

namespace EpmRl.Retrieval.TestKit.Qdrant.Queries;

/// <summary>Answers queries.</summary>
internal sealed class QueryRunner(Collection collection, Store store)
{
    /// <summary>The points of an answer, best first. Equal scores come in the order of ids; the server promises none.</summary>
    public IReadOnlyList<ScoredPoint> Run(QueryRequest request)
    {
        IEnumerable<ScoredPoint> all = Rank(request);
        if (request.ScoreThreshold is { } threshold && request.Query is not (null or OrderQuery))
        {
            // The bound is exclusive, and a float32 like the scores.
            bool larger = LargerIsBetter(request);
            float bound = (float)threshold;
            all = all.Where(point => larger ? point.Score > bound : point.Score < bound);
        }

        return [.. all.Skip(request.Offset).Take(request.Limit)];
    }

    /// <summary>All points in their order: groups are made of these.</summary>
    public IEnumerable<ScoredPoint> Rank(QueryRequest request)
    {
        IReadOnlyList<IReadOnlyList<ScoredPoint>> prefetched = [.. request.Prefetches.Select(Run)];
        IEnumerable<StoredPoint> candidates = prefetched.Count == 0
            ? collection.Visible
            : prefetched.SelectMany(list => list).Select(scored => scored.Point).DistinctBy(point => point.Id);
        if (request.Filter is { } filter)
        {
            candidates = candidates.Where(point => filter.Matches(new FilterScope(point, point.Payload, collection)));
        }

        switch (request.Query)
        {
            case null:
                return candidates.OrderBy(point => point.Id).Select(point => new ScoredPoint(point, 1f, 0));
            case OrderQuery order:
                return order.Order.Sort(candidates, collection).Select(entry => new ScoredPoint(entry.Point, 1f, 0, entry.Value));
            case FusionQuery fusion:
                return Fuse(prefetched, fusion.Constant, candidates.Select(point => point.Id).ToHashSet());
            case FormulaQuery formula:
                return Sort(
                    candidates.Select(point => Scored(point, formula.Formula.Evaluate(point, ScoresOf(point, prefetched), collection))),
                    true);
            default:
                return Search(request, candidates);
        }
    }

    private static float?[] ScoresOf(StoredPoint point, IReadOnlyList<IReadOnlyList<ScoredPoint>> lists) =>
        [.. lists.Select(list => list.FirstOrDefault(scored => scored.Point.Id == point.Id)?.Score)];

    private static ScoredPoint Scored(StoredPoint point, float score) => new(point, score, point.Version);

    private static IEnumerable<ScoredPoint> Sort(IEnumerable<ScoredPoint> points, bool largerIsBetter) => largerIsBetter
        ? points.OrderByDescending(point => point.Score).ThenBy(point => point.Point.Id)
        : points.OrderBy(point => point.Score).ThenBy(point => point.Point.Id);

    private static IEnumerable<ScoredPoint> Fuse(
        IReadOnlyList<IReadOnlyList<ScoredPoint>> lists, int constant, IReadOnlySet<PointId> allowed)
    {
        Dictionary<PointId, (StoredPoint Point, float Score)> sums = [];
        foreach (IReadOnlyList<ScoredPoint> list in lists)
        {
            for (int rank = 0; rank < list.Count; rank++)
            {
                StoredPoint point = list[rank].Point;
                sums[point.Id] = (point, sums.GetValueOrDefault(point.Id).Score + (1f / (constant + rank)));
            }
        }

        return Sort(sums.Values.Where(sum => allowed.Contains(sum.Point.Id)).Select(sum => Scored(sum.Point, sum.Score)), true);
    }

    private IEnumerable<ScoredPoint> Search(QueryRequest request, IEnumerable<StoredPoint> candidates)
    {
        (StoredVector target, IReadOnlySet<PointId> own) = Target(request);
        VectorScorer scorer = VectorScorer.Create(collection, request.Using, target, request.Parameters);

        // Without a filter, "indexed only" leaves out segments that are too large to be read without a graph.
        bool skips = request.Parameters.IndexedOnly && request.Filter is null && request.Prefetches.Count == 0;
        List<ScoredPoint> found = [];
        foreach (StoredPoint point in candidates)
        {
            if (!own.Contains(point.Id) && !(skips && collection.Segments.IsTooLargeUnindexed(collection.Segments.Of(point.Id)))
                && scorer.Score(point) is { } score)
            {
                found.Add(Scored(point, score));
            }
        }

        return Sort(found, scorer.LargerIsBetter);
    }

    /// <summary>The vector to compare with, and the points of this collection that gave it: those are left out.</summary>
    private (StoredVector Target, IReadOnlySet<PointId> Own) Target(QueryRequest request)
    {
        HashSet<PointId> own = [];
        if (request.Query is NearestQuery { Target: var target })
        {
            return (Resolve(target, request, own), own);
        }

        RecommendQuery recommend = (RecommendQuery)request.Query!;
        if (recommend.Positive.Count == 0)
        {
            throw QdrantError.BadRequest("At least one positive example is required with this strategy");
        }

        float[] vector = Average(recommend.Positive, request, own);
        if (recommend.Negative.Count > 0)
        {
            float[] away = Average(recommend.Negative, request, own);
            vector = [.. vector.Select((value, i) => value + value - away[i])];
        }

        return (new DenseVector(vector), own);
    }

    private float[] Average(IReadOnlyList<VectorInput> inputs, QueryRequest request, HashSet<PointId> own)
    {
        float[]? sum = null;
        foreach (VectorInput input in inputs)
        {
            float[] values =
                (Resolve(input, request, own) as DenseVector ?? throw QdrantError.NotModelled("recommendations by sparse vectors")).Values;
            sum = sum is null ? [.. values] : [.. sum.Zip(values, (a, b) => a + b)];
        }

        return [.. sum!.Select(value => value / inputs.Count)];
    }

    private StoredVector Resolve(VectorInput input, QueryRequest request, HashSet<PointId> own)
    {
        if (input.Id is not { } id)
        {
            return input.Vector!;
        }

        Collection source = collection;
        string name = request.Using;
        if (request.LookupFrom is { } lookup)
        {
            source = store.Find(lookup.Collection) ?? throw QdrantError.NotFound($"Collection {lookup.Collection} not found");
            name = lookup.Vector ?? name;
        }

        if (!source.Config.Dense.ContainsKey(name) && !source.Config.Sparse.ContainsKey(name))
        {
            throw QdrantError.NoVector(name);
        }

        if (!source.Points.TryGetValue(id, out StoredPoint? point))
        {
            throw QdrantError.NoPoint(id);
        }

        if (source == collection)
        {
            own.Add(id);
        }

        return point.Vectors.GetValueOrDefault(name) ?? throw QdrantError.NoVector(name);
    }

    private bool LargerIsBetter(QueryRequest request) =>
        request.Query is FusionQuery or FormulaQuery || !collection.Config.Dense.TryGetValue(request.Using, out VectorParams? known)
            || known.LargerIsBetter;
}
