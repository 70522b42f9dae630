using EpmRl.Retrieval.TestKit.Qdrant.State;

namespace EpmRl.Retrieval.TestKit.Qdrant.Queries;

/// <summary>Scores stored vectors against a query: always all of them, so that a search is exact.</summary>
internal sealed class VectorScorer
{
    private readonly Func<StoredPoint, float?> _score;

    private VectorScorer(Func<StoredPoint, float?> score, bool largerIsBetter)
    {
        _score = score;
        LargerIsBetter = largerIsBetter;
    }

    public bool LargerIsBetter { get; }

    /// <summary>Makes a scorer for one vector of a collection.</summary>
    /// <exception cref="QdrantError">There is no such vector, or the query has another size or kind.</exception>
    public static VectorScorer Create(Collection collection, string name, StoredVector query, SearchParameters parameters)
    {
        if (collection.Config.Dense.TryGetValue(name, out VectorParams? known))
        {
            DenseVector vector = known.Prepare(query as DenseVector ?? throw QdrantError.WrongInput($"Expected dense vector for {name}"));
            return ScalarQuantizer.TryCreate(collection, name, parameters) is { } quantizer
                ? new VectorScorer(quantizer.Scorer(vector), known.LargerIsBetter)
                : new VectorScorer(point => Dense(point, name, vector.Values, known.Distance), known.LargerIsBetter);
        }

        if (collection.Config.Sparse.ContainsKey(name))
        {
            SparseVector vector = query as SparseVector ?? throw QdrantError.WrongInput($"Expected sparse vector for {name}");
            return new VectorScorer(point => Sparse(point, name, vector), largerIsBetter: true);
        }

        throw QdrantError.NoVector(name);
    }

    /// <summary>The score of a point; null when it lacks the vector or, under a sparse query, has no index in common.</summary>
    public float? Score(StoredPoint point) => _score(point);

    private static float? Dense(StoredPoint point, string name, float[] query, string distance)
    {
        if (!point.Vectors.TryGetValue(name, out StoredVector? stored) || stored is not DenseVector vector)
        {
            return null;
        }

        return distance switch
        {
            "Euclid" => MathF.Sqrt(ServerSums.SquaredDistance(query, vector.Values)),
            "Manhattan" => query.Zip(vector.Values, (a, b) => MathF.Abs(a - b)).Sum(),
            _ => ServerSums.Dot(query, vector.Values),
        };
    }

    private static float? Sparse(StoredPoint point, string name, SparseVector query)
    {
        if (!point.Vectors.TryGetValue(name, out StoredVector? stored) || stored is not SparseVector vector)
        {
            return null;
        }

        float sum = 0;
        bool meets = false;
        for (int i = 0; i < query.Indices.Length; i++)
        {
            int at = Array.BinarySearch(vector.Indices, query.Indices[i]);
            if (at >= 0)
            {
                meets = true;
                sum += query.Values[i] * vector.Values[at];
            }
        }

        return meets ? sum : null;
    }
}
