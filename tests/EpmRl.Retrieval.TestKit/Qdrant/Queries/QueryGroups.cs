using System.Text.Json.Nodes;
using EpmRl.Retrieval.TestKit.Qdrant.Json;
using EpmRl.Retrieval.TestKit.Qdrant.State;

namespace EpmRl.Retrieval.TestKit.Qdrant.Queries;

/// <summary>A query whose answer is put into groups by a field.</summary>
internal sealed class QueryGroups
{
    private const int DefaultGroupSize = 3;
    private const string Field = "search_group_request";

    public required QueryRequest Query { get; init; }

    public required PayloadPath GroupBy { get; init; }

    public required int GroupSize { get; init; }

    /// <summary>The collection whose points are shown with the groups that bear their ids, and what of them is shown.</summary>
    public (string Collection, Selectors Selectors)? Lookup { get; init; }

    /// <exception cref="FormatFault">It cannot be read.</exception>
    /// <exception cref="QdrantError">422: a value outside its range.</exception>
    public static QueryGroups Read(JsonItem item)
    {
        JsonItem groupBy = item["group_by"] ?? throw FormatFault.MissingField("group_by", item);
        return new QueryGroups
        {
            Query = QueryReader.Read(item, Field),
            GroupBy = FilterReader.Path(groupBy),
            GroupSize = NumberReader.Positive(item["group_size"], $"{Field}.group_request.group_size", DefaultGroupSize),
            Lookup = item["with_lookup"] switch
            {
                null => null,
                { Kind: JsonKind.String } name => (name.Text, Selectors.Read(null, payload: true, vectors: false)),
                var lookup => (lookup["collection"]?.Text ?? "", Selectors.Read(lookup, payload: true, vectors: false)),
            },
        };
    }

    public JsonObject Run(Collection collection, Store store)
    {
        Collection? looked = Lookup is { } lookup
            ? store.Find(lookup.Collection) ?? throw QdrantError.NotFound($"Collection {lookup.Collection} not found")
            : null;
        Dictionary<string, (JsonNode Id, JsonArray Hits)> groups = new(StringComparer.Ordinal);
        foreach (ScoredPoint point in new QueryRunner(collection, store).Rank(Query).TakeWhile(Passes))
        {
            foreach (JsonNode id in GroupBy.Elements(point.Point.Payload).Where(IsId).OfType<JsonNode>())
            {
                string key = id.ToJsonString();
                if (!groups.TryGetValue(key, out (JsonNode Id, JsonArray Hits) group) && groups.Count < Query.Limit)
                {
                    groups[key] = group = (id.DeepClone(), []);
                }

                if (group.Hits?.Count < GroupSize)
                {
                    group.Hits.Add(point.Show(Query.Selectors, collection.Config));
                }
            }
        }

        return new JsonObject { ["groups"] = new JsonArray([.. groups.Values.Select(group => Show(group.Id, group.Hits, looked))]) };
    }

    private static bool IsId(JsonNode? value) => PayloadValue.Text(value) is not null || PayloadValue.Integer(value) is not null;

    private bool Passes(ScoredPoint point) => Query.ScoreThreshold is not { } threshold || point.Score > threshold;

    private JsonObject Show(JsonNode id, JsonArray hits, Collection? looked)
    {
        JsonObject shown = new() { ["hits"] = hits, ["id"] = id };
        PointId? wanted = PayloadValue.Integer(id) is >= 0 and var number ? new PointId((ulong)number, null)
            : PayloadValue.Text(id) is { } text && PointId.TryParseUuid(text, out PointId uuid) ? uuid
            : null;
        if (looked is not null && wanted is { } key && looked.Points.TryGetValue(key, out StoredPoint? point))
        {
            shown["lookup"] = Lookup!.Value.Selectors.Show(new JsonObject { ["id"] = key.ToNode() }, point, looked.Config);
        }

        return shown;
    }
}
