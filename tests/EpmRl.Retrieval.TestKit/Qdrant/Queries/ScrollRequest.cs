using System.Text.Json.Nodes;
using EpmRl.Retrieval.TestKit.Qdrant.Json;
using EpmRl.Retrieval.TestKit.Qdrant.State;

namespace EpmRl.Retrieval.TestKit.Qdrant.Queries;

/// <summary>Goes through points page by page, in the order of ids or of a field.</summary>
internal sealed record ScrollRequest(Filter? Filter, int Limit, PointId? Offset, OrderBy? Order, Selectors Selectors)
{
    /// <exception cref="FormatFault">It cannot be read.</exception>
    /// <exception cref="QdrantError">422: a value outside its range.</exception>
    public static ScrollRequest Read(JsonItem item)
    {
        Filter? filter = FilterReader.ReadOptional(item["filter"]);
        PointId? offset = item["offset"] is { } from ? PointReader.Id(from) : null;
        OrderBy? order = item["order_by"] is { } by ? OrderBy.Read(by) : null;
        Selectors selectors = Selectors.Read(item, payload: true, vectors: false);
        int limit = NumberReader.Positive(item["limit"], "scroll_request.limit", QueryRequest.DefaultLimit);
        filter?.Validate("scroll_request.filter");
        return new ScrollRequest(filter, limit, offset, order, selectors);
    }

    public JsonObject Run(Collection collection)
    {
        IEnumerable<StoredPoint> points =
            collection.Visible.Where(point => Filter?.Matches(new FilterScope(point, point.Payload, collection)) != false);
        if (Order is not null)
        {
            // In the order of a field there is no next page: the caller continues from the last value.
            IEnumerable<JsonNode> ordered = Order.Sort(points, collection).Take(Limit).Select(entry =>
            {
                JsonObject shown = Show(entry.Point, collection);
                shown["order_value"] = entry.Value;
                return shown;
            });
            return new JsonObject { ["points"] = new JsonArray([.. ordered]), ["next_page_offset"] = null };
        }

        List<StoredPoint> page = [.. points.Where(point => Offset is not { } from || point.Id.CompareTo(from) >= 0).Take(Limit + 1)];
        return new JsonObject
        {
            ["points"] = new JsonArray([.. page.Take(Limit).Select(point => Show(point, collection))]),
            ["next_page_offset"] = page.Count > Limit ? page[Limit].Id.ToNode() : null,
        };
    }

    private JsonObject Show(StoredPoint point, Collection collection) =>
        Selectors.Show(new JsonObject { ["id"] = point.Id.ToNode() }, point, collection.Config);
}
