using EpmRl.Retrieval.TestKit.Qdrant.Json;
using EpmRl.Retrieval.TestKit.Qdrant.State;

namespace EpmRl.Retrieval.TestKit.Qdrant.Queries;

/// <summary>Reads numbers of requests.</summary>
internal static class NumberReader
{
    /// <exception cref="FormatFault">It is not an integer, or is negative.</exception>
    public static int Natural(JsonItem item)
    {
        if (item.Whole is { } value)
        {
            return (int)Math.Min(value, int.MaxValue);
        }

        throw item.Kind == JsonKind.Number && item.Text.AsSpan().IndexOfAny('.', 'e', 'E') < 0
            ? new FormatFault($"invalid value: integer `{item.Text}`, expected usize", item.End)
            : FormatFault.WrongKind(item, "usize");
    }

    /// <summary>A number that must not be 0.</summary>
    /// <exception cref="QdrantError">422, naming the field.</exception>
    public static int Positive(JsonItem? item, string field, int otherwise)
    {
        int value = item is null ? otherwise : Natural(item);
        return value > 0 ? value : throw QdrantError.InvalidBody(field, "value 0 invalid, must be 1 or larger");
    }
}
