using EpmRl.Retrieval.TestKit.Qdrant.Json;
using EpmRl.Retrieval.TestKit.Qdrant.State;

namespace EpmRl.Retrieval.TestKit.Qdrant.Queries;

/// <summary>A vector of a query: given, or that of a stored point.</summary>
internal sealed record VectorInput(StoredVector? Vector, PointId? Id)
{
    private static readonly IReadOnlyList<string> Inference = ["text", "image", "object", "model"];

    /// <summary>Reads a vector or an id; null when it is neither.</summary>
    public static VectorInput? TryRead(JsonItem item)
    {
        if (item.Kind == JsonKind.Object && item.Members.Any(member => Inference.Contains(member.Key)))
        {
            throw QdrantError.NotModelled("inference of vectors from texts, images or objects");
        }

        return PointReader.TryVector(item) is { } vector ? new VectorInput(vector, null)
            : PointReader.TryId(item) is { } id ? new VectorInput(null, id)
            : null;
    }
}
