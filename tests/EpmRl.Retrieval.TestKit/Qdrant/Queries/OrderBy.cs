using System.Text.Json.Nodes;
using EpmRl.Retrieval.TestKit.Qdrant.Json;
using EpmRl.Retrieval.TestKit.Qdrant.State;

namespace EpmRl.Retrieval.TestKit.Qdrant.Queries;

/// <summary>The order of a field with an index for ranges.</summary>
internal sealed record OrderBy(PayloadPath Path, bool Descending, double? StartFrom)
{
    /// <exception cref="FormatFault">It is neither a name nor an object with a key.</exception>
    public static OrderBy Read(JsonItem item)
    {
        if (item.Kind == JsonKind.String)
        {
            return new OrderBy(FilterReader.Path(item), false, null);
        }

        JsonItem key = item["key"] ?? throw FormatFault.NoVariant("OrderByInterface", item);
        return new OrderBy(FilterReader.Path(key), item["direction"]?.Text == "desc", item["start_from"]?.Double);
    }

    /// <summary>The points that have the field, in its order, each with its value.</summary>
    /// <exception cref="QdrantError">The field has no such index.</exception>
    public IEnumerable<(StoredPoint Point, JsonNode Value)> Sort(IEnumerable<StoredPoint> points, Collection collection)
    {
        if (collection.Indexes.GetValueOrDefault(Path.Text)?.SupportsRange != true)
        {
            throw QdrantError.WrongInput(
                $"No range index for `order_by` key: `{Path.Text}`. Please create one to use `order_by`. "
                + "Check https://qdrant.tech/documentation/concepts/indexing/#payload-index to see which payload schemas support Range "
                + "conditions");
        }

        IEnumerable<(StoredPoint Point, JsonNode Value, double Key)> valued = points.SelectMany(point =>
            Path.Elements(point.Payload).Where(value => PayloadValue.Number(value) is not null)
                .Select(value => (point, value!.DeepClone(), PayloadValue.Number(value)!.Value)));
        valued = valued.Where(entry => StartFrom is not { } start || (Descending ? entry.Key <= start : entry.Key >= start));
        return (Descending
            ? valued.OrderByDescending(entry => entry.Key).ThenByDescending(entry => entry.Point.Id)
            : valued.OrderBy(entry => entry.Key).ThenBy(entry => entry.Point.Id)).Select(entry => (entry.Point, entry.Value));
    }
}
