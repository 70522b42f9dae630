using System.Text.Json.Nodes;
using EpmRl.Retrieval.TestKit.Qdrant.Queries;

namespace EpmRl.Retrieval.TestKit.Qdrant.State;

/// <summary>A vector of a point, dense or sparse, as it is kept: under Cosine it has length 1.</summary>
internal abstract record StoredVector
{
    public abstract JsonNode ToNode();

    /// <summary>A number of an answer: what is not finite is shown as null.</summary>
    public static JsonNode? Number(float value) => float.IsFinite(value) ? JsonValue.Create(value) : null;
}

/// <summary>float32 [D].</summary>
internal sealed record DenseVector(float[] Values) : StoredVector
{
    /// <summary>The server's tolerance: what is that close to length 1 is kept as it was sent.</summary>
    private const float UnitTolerance = 1e-6f;

    /// <summary>Below this square of its length a vector counts as zero: the smallest step of float32 at 1.</summary>
    private const float ZeroTolerance = 1.1920929e-7f;

    public override JsonNode ToNode() => new JsonArray([.. Values.Select(Number)]);

    /// <summary>The vector with length 1; a zero vector and one that has length 1 already stay as they are.</summary>
    public DenseVector Normalised()
    {
        float squares = ServerSums.Dot(Values, Values);
        if (squares < ZeroTolerance || MathF.Abs(squares - 1f) <= UnitTolerance)
        {
            return this;
        }

        float length = MathF.Sqrt(squares);
        return new DenseVector([.. Values.Select(value => value / length)]);
    }
}

/// <summary>Values at indices; the indices are sorted.</summary>
internal sealed record SparseVector(uint[] Indices, float[] Values) : StoredVector
{
    public override JsonNode ToNode() => new JsonObject
    {
        ["indices"] = new JsonArray([.. Indices.Select(index => (JsonNode)JsonValue.Create(index))]),
        ["values"] = new JsonArray([.. Values.Select(Number)]),
    };
}
