using System.Text.Json.Nodes;
using EpmRl.Retrieval.TestKit.Qdrant.Http;
using EpmRl.Retrieval.TestKit.Qdrant.Json;
using EpmRl.Retrieval.TestKit.Qdrant.Limits;
using EpmRl.Retrieval.TestKit.Qdrant.Queries;
using EpmRl.Retrieval.TestKit.Qdrant.State;

namespace EpmRl.Retrieval.TestKit.Qdrant.Endpoints;

/// <summary>Queries: one, several at once, in groups; and the older search.</summary>
internal sealed class QueryEndpoints(EndpointContext context)
{
    public static void Map(Router router, EndpointContext context)
    {
        QueryEndpoints endpoints = new(context);
        router.Map("POST", "/collections/{collection}/points/query", endpoints.Query);
        router.Map("POST", "/collections/{collection}/points/query/batch", endpoints.Batch);
        router.Map("POST", "/collections/{collection}/points/query/groups", endpoints.Groups);
        router.Map("POST", "/collections/{collection}/points/search", endpoints.Search);
    }

    private EmulatorAnswer Query(EmulatorRequest request)
    {
        request.CheckParameters();
        QueryRequest query = request.Gathered("QueryRequest", body => QueryReader.Read(body, "internal"));
        return EmulatorAnswer.Result(new JsonObject { ["points"] = Run(request, [query])[0] });
    }

    private EmulatorAnswer Batch(EmulatorRequest request)
    {
        request.CheckParameters();
        JsonItem body = request.JsonObject("QueryRequestBatch");
        JsonItem searches = body["searches"] ?? throw FormatFault.MissingField("searches", body);
        List<QueryRequest> queries = [];
        for (int i = 0; i < searches.Elements.Count; i++)
        {
            JsonItem search = searches.Elements[i];
            try
            {
                queries.Add(QueryReader.Read(search, $"searches[{i}].internal"));
            }
            catch (FormatFault fault)
            {
                throw fault.At(search.End);
            }
        }

        IReadOnlyList<JsonArray> results = Run(request, queries);
        return EmulatorAnswer.Result(new JsonArray([.. results.Select(points => new JsonObject { ["points"] = points })]));
    }

    private EmulatorAnswer Search(EmulatorRequest request)
    {
        request.CheckParameters();
        QueryRequest query = request.Gathered("SearchRequest", body => QueryReader.ReadSearch(body, "search_request"));
        return EmulatorAnswer.Result(Run(request, [query])[0]);
    }

    private EmulatorAnswer Groups(EmulatorRequest request)
    {
        request.CheckParameters();
        QueryGroups groups = request.Gathered("QueryGroupsRequest", QueryGroups.Read);
        Collection collection = context.Store.Get(request.Collection);
        StrictMode strict = context.StrictMode(collection);
        strict.CheckTimeout(request.Timeout);
        strict.CheckGroupBy(groups.GroupBy);
        strict.Check(groups.Query, groups.GroupSize);
        collection.SpendOnRead(groups.Query.Cost);
        return EmulatorAnswer.Result(groups.Run(collection, context.Store));
    }

    /// <summary>Answers all queries or none: one that fails fails them all.</summary>
    private IReadOnlyList<JsonArray> Run(EmulatorRequest request, IReadOnlyList<QueryRequest> queries)
    {
        Collection collection = context.Store.Get(request.Collection);
        StrictMode strict = context.StrictMode(collection);
        strict.CheckTimeout(request.Timeout);
        strict.CheckBatch(queries.Count);
        foreach (QueryRequest query in queries)
        {
            strict.Check(query);
        }

        collection.SpendOnRead(queries.Sum(query => query.Cost));
        QueryRunner runner = new(collection, context.Store);
        return [.. queries.Select(query =>
            new JsonArray([.. runner.Run(query).Select(point => point.Show(query.Selectors, collection.Config))]))];
    }
}
