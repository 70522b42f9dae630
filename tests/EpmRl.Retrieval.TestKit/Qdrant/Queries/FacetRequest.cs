using System.Text.Json.Nodes;
using EpmRl.Retrieval.TestKit.Qdrant.Json;
using EpmRl.Retrieval.TestKit.Qdrant.State;

namespace EpmRl.Retrieval.TestKit.Qdrant.Queries;

/// <summary>Counts points by the values of a field.</summary>
internal sealed record FacetRequest(PayloadPath Key, Filter? Filter, int Limit, bool Exact)
{
    /// <exception cref="FormatFault">It cannot be read.</exception>
    /// <exception cref="QdrantError">422: a value outside its range.</exception>
    public static FacetRequest Read(JsonItem item)
    {
        JsonItem key = item["key"] ?? throw FormatFault.MissingField("key", item);
        Filter? filter = FilterReader.ReadOptional(item["filter"]);
        filter?.Validate("facet_request.filter");
        int limit = NumberReader.Positive(item["limit"], "facet_request.limit", QueryRequest.DefaultLimit);
        return new FacetRequest(FilterReader.Path(key), filter, limit, item["exact"]?.IsTrue == true);
    }

    /// <summary>Most frequent first, then by value; a point counts once for each of its values.</summary>
    public JsonObject Run(Collection collection)
    {
        if (collection.Indexes.GetValueOrDefault(Key.Text)?.SupportsMatch != true)
        {
            throw QdrantError.WrongInput(
                $"No appropriate index for faceting: `{Key.Text}`. Please create one to facet on this field. "
                + "Check https://qdrant.tech/documentation/concepts/indexing/#payload-index to see which payload schemas support Match "
                + "conditions");
        }

        PayloadIndex index = collection.Indexes[Key.Text];
        IEnumerable<(JsonNode Value, int Count)> counted = collection.Visible
            .Where(point => Filter?.Matches(new FilterScope(point, point.Payload, collection)) != false)
            .SelectMany(point => Key.Elements(point.Payload).Where(index.Holds).DistinctBy(value => value!.ToJsonString()))
            .GroupBy(value => value!.ToJsonString(), StringComparer.Ordinal)
            .Select(group => (group.First()!, group.Count()));
        IEnumerable<JsonNode> hits = counted
            .OrderByDescending(entry => entry.Count)
            .ThenBy(entry => PayloadValue.Integer(entry.Value) ?? (PayloadValue.Boolean(entry.Value) == true ? 1 : 0))
            .ThenBy(entry => PayloadValue.Text(entry.Value), StringComparer.Ordinal)
            .Take(Limit)
            .Select(entry => new JsonObject { ["value"] = entry.Value.DeepClone(), ["count"] = entry.Count });
        return new JsonObject { ["hits"] = new JsonArray([.. hits]) };
    }
}
