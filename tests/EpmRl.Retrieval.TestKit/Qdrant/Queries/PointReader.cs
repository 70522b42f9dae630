using EpmRl.Retrieval.TestKit.Qdrant.Json;
using EpmRl.Retrieval.TestKit.Qdrant.State;

namespace EpmRl.Retrieval.TestKit.Qdrant.Queries;

/// <summary>Reads ids and vectors of points.</summary>
internal static class PointReader
{
    public static PointId? TryId(JsonItem item) => item.Kind switch
    {
        JsonKind.Number when item.Whole is { } number => new PointId(number, null),
        JsonKind.String when PointId.TryParseUuid(item.Text, out PointId id) => id,
        _ => null,
    };

    /// <exception cref="FormatFault">It is neither a whole number nor a UUID.</exception>
    public static PointId Id(JsonItem item)
    {
        string shown = item.Kind is JsonKind.Array or JsonKind.Object ? item.ToNode()!.ToJsonString() : item.Text;
        return TryId(item) ?? throw new FormatFault(
            $"value {shown} is not a valid point ID, valid values are either an unsigned integer or a UUID", item.After);
    }

    public static IReadOnlyList<PointId> Ids(JsonItem item) =>
        item.Kind == JsonKind.Array ? [.. item.Elements.Select(Id)] : throw FormatFault.WrongKind(item, "a sequence");

    /// <summary>A dense or sparse vector; null when it is neither.</summary>
    public static StoredVector? TryVector(JsonItem item)
    {
        if (item.Kind == JsonKind.Array)
        {
            if (item.Elements.Count > 0 && item.Elements.All(element => element.Kind == JsonKind.Array))
            {
                throw QdrantError.NotModelled("multivectors");
            }

            return Floats(item) is { } values ? new DenseVector(values) : null;
        }

        if (item["indices"] is { Kind: JsonKind.Array } indices && item["values"] is { Kind: JsonKind.Array } weights
            && indices.Elements.All(index => index.Whole is <= uint.MaxValue) && Floats(weights) is { } found
            && found.Length == indices.Elements.Count)
        {
            uint[] sorted = [.. indices.Elements.Select(index => (uint)index.Whole!)];
            Array.Sort(sorted, found);
            return new SparseVector(sorted, found);
        }

        return null;
    }

    private static float[]? Floats(JsonItem list)
    {
        float[] values = new float[list.Elements.Count];
        for (int i = 0; i < values.Length; i++)
        {
            if (list.Elements[i].Single is not { } value)
            {
                return null;
            }

            values[i] = value;
        }

        return values;
    }
}
