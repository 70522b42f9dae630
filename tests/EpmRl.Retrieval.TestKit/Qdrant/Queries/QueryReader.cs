using System.Globalization;
using EpmRl.Retrieval.TestKit.Qdrant.Json;
using EpmRl.Retrieval.TestKit.Qdrant.State;

namespace EpmRl.Retrieval.TestKit.Qdrant.Queries;

/// <summary>Reads queries.</summary>
internal static class QueryReader
{
    private static readonly IReadOnlyList<string> NotModelled = ["discover", "context", "sample", "rrf", "relevance_feedback"];

    /// <summary>Reads and validates a query.</summary>
    /// <param name="item">The query.</param>
    /// <param name="field">Its place for messages, like <c>internal</c>.</param>
    /// <exception cref="FormatFault">It cannot be read.</exception>
    /// <exception cref="QdrantError">422: a value outside its range.</exception>
    public static QueryRequest Read(JsonItem item, string field)
    {
        // Everything is read before validation, so read errors come first.
        Query? query = item["query"] is { } asked ? ReadQuery(asked) : null;
        Filter? filter = FilterReader.ReadOptional(item["filter"]);
        int limit = item["limit"] is { } most ? NumberReader.Natural(most) : QueryRequest.DefaultLimit;
        QueryRequest request = new()
        {
            Prefetches = Prefetches(item["prefetch"], $"{field}.prefetch"),
            Query = query,
            Using = item["using"]?.Text ?? "",
            Filter = filter,
            Parameters = SearchParameters.Read(item["params"], $"{field}.params"),
            ScoreThreshold = item["score_threshold"]?.Double,
            Limit = limit,
            Offset = item["offset"] is { } offset ? NumberReader.Natural(offset) : 0,
            Selectors = Selectors.Read(item, payload: false, vectors: false),
            LookupFrom = item["lookup_from"] is { } lookup ? (lookup["collection"]?.Text ?? "", lookup["vector"]?.Text) : null,
        };
        filter?.Validate($"{field}.filter");
        return limit > 0 ? request : throw QdrantError.InvalidBody($"{field}.limit", "value 0 invalid, must be 1 or larger");
    }

    /// <summary>Reads the older search request: a vector, perhaps with its name.</summary>
    public static QueryRequest ReadSearch(JsonItem item, string field)
    {
        JsonItem vector = item["vector"] ?? throw FormatFault.MissingField("vector", item);
        JsonItem limit = item["limit"] ?? throw FormatFault.MissingField("limit", item);
        JsonItem values = vector["vector"] ?? vector;
        VectorInput target = VectorInput.TryRead(values) ?? throw FormatFault.NoVariant("NamedVectorStruct", vector);
        Filter? filter = FilterReader.ReadOptional(item["filter"]);
        filter?.Validate($"{field}.filter");
        return new QueryRequest
        {
            Query = new NearestQuery(target),
            Using = vector["name"]?.Text ?? "",
            Filter = filter,
            Parameters = SearchParameters.Read(item["params"], $"{field}.params"),
            ScoreThreshold = item["score_threshold"]?.Double,
            Limit = NumberReader.Positive(limit, $"{field}.limit", QueryRequest.DefaultLimit),
            Offset = item["offset"] is { } offset ? NumberReader.Natural(offset) : 0,
            Selectors = Selectors.Read(item, payload: false, vectors: false),
        };
    }

    private static List<QueryRequest> Prefetches(JsonItem? item, string field) => item switch
    {
        null => [],
        { Kind: JsonKind.Array } =>
            [.. item.Elements.Select((element, i) => Read(element, $"{field}[{i.ToString(CultureInfo.InvariantCulture)}]"))],
        _ => [Read(item, field)],
    };

    private static Query ReadQuery(JsonItem item)
    {
        if (item.Kind == JsonKind.Object && item.Members.FirstOrDefault(member => NotModelled.Contains(member.Key)).Key is { } kind)
        {
            throw QdrantError.NotModelled($"queries of the kind '{kind}'");
        }

        if (item["nearest"] is { } nearest)
        {
            return item["mmr"] is null ? new NearestQuery(Vector(nearest, item)) : throw QdrantError.NotModelled("mmr");
        }

        if (item["recommend"] is { } recommend)
        {
            return recommend["strategy"]?.Text is null or "average_vector"
                ? new RecommendQuery(Vectors(recommend["positive"], item), Vectors(recommend["negative"], item))
                : throw QdrantError.NotModelled($"the strategy '{recommend["strategy"]!.Text}' of recommendations");
        }

        if (item["order_by"] is { } order)
        {
            return new OrderQuery(OrderBy.Read(order));
        }

        if (item["fusion"] is { } fusion)
        {
            return fusion.Text == "rrf" ? new FusionQuery(2) : throw QdrantError.NotModelled($"fusion '{fusion.Text}'");
        }

        if (item["formula"] is { } formula)
        {
            return new FormulaQuery(Formula.Read(formula));
        }

        // The server's reader takes a list with one name for a query whose only field is that order.
        if (item is { Kind: JsonKind.Array, Elements: [{ Kind: JsonKind.String } name] })
        {
            return new OrderQuery(OrderBy.Read(name));
        }

        return new NearestQuery(Vector(item, item));
    }

    private static VectorInput Vector(JsonItem item, JsonItem query) =>
        VectorInput.TryRead(item) ?? throw new FormatFault("Expected some form of vector, id, or a type of query", query.After);

    private static List<VectorInput> Vectors(JsonItem? item, JsonItem query) => item switch
    {
        null => [],
        { Kind: JsonKind.Array } => [.. item.Elements.Select(element => Vector(element, query))],
        _ => [Vector(item, query)],
    };
}
