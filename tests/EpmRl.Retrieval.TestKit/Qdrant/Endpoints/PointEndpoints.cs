using System.Text.Json.Nodes;
using EpmRl.Retrieval.TestKit.Qdrant.Http;
using EpmRl.Retrieval.TestKit.Qdrant.Json;
using EpmRl.Retrieval.TestKit.Qdrant.Queries;
using EpmRl.Retrieval.TestKit.Qdrant.State;

namespace EpmRl.Retrieval.TestKit.Qdrant.Endpoints;

/// <summary>Reads of points without a score: retrieve, scroll, count, facet.</summary>
internal sealed class PointEndpoints(EndpointContext context)
{
    public static void Map(Router router, EndpointContext context)
    {
        PointEndpoints endpoints = new(context);
        router.Map("GET", "/collections/{collection}/points/{id}", endpoints.Get);
        router.Map("POST", "/collections/{collection}/points", endpoints.Retrieve);
        router.Map("POST", "/collections/{collection}/points/scroll", endpoints.Scroll);
        router.Map("POST", "/collections/{collection}/points/count", endpoints.Count);
        router.Map("POST", "/collections/{collection}/facet", endpoints.Facet);
    }

    private static bool Passes(Filter? filter, StoredPoint point, Collection collection) =>
        filter?.Matches(new FilterScope(point, point.Payload, collection)) != false;

    private EmulatorAnswer Get(EmulatorRequest request)
    {
        if (!PointId.TryParse(request.Route["id"], out PointId id))
        {
            throw QdrantError.WrongInput($"Can not recognize \"{request.Route["id"]}\" as point id");
        }

        Collection collection = context.Store.Get(request.Collection);
        collection.SpendOnRead(1);
        if (!collection.Points.TryGetValue(id, out StoredPoint? point))
        {
            throw QdrantError.NotFound($"Point with id {id} does not exists!");
        }

        Selectors whole = Selectors.Read(null, payload: true, vectors: true);
        return EmulatorAnswer.Result(whole.Show(new JsonObject { ["id"] = id.ToNode() }, point, collection.Config));
    }

    private EmulatorAnswer Retrieve(EmulatorRequest request)
    {
        request.CheckParameters();
        (IReadOnlyList<PointId> ids, Selectors selectors) = request.Gathered("PointRequest", body => (
            PointReader.Ids(body["ids"] ?? throw FormatFault.MissingField("ids", body)),
            Selectors.Read(body, payload: false, vectors: false)));
        Collection collection = context.Store.Get(request.Collection);
        context.StrictMode(collection).CheckTimeout(request.Timeout);
        collection.SpendOnRead(Math.Max(1, ids.Count));
        IReadOnlySet<PointId> deferred = collection.Segments.Deferred();
        IEnumerable<JsonNode> points = ids.Distinct()
            .Where(id => collection.Points.ContainsKey(id) && !deferred.Contains(id))
            .Select(id => selectors.Show(new JsonObject { ["id"] = id.ToNode() }, collection.Points[id], collection.Config));
        return EmulatorAnswer.Result(new JsonArray([.. points]));
    }

    private EmulatorAnswer Scroll(EmulatorRequest request)
    {
        request.CheckParameters();
        ScrollRequest scroll = request.Gathered("ScrollRequest", ScrollRequest.Read);
        Collection collection = context.Store.Get(request.Collection);
        context.StrictMode(collection).CheckTimeout(request.Timeout);
        context.StrictMode(collection).CheckRead(scroll.Limit, scroll.Filter, exact: false);
        collection.SpendOnRead(1 + (scroll.Filter?.Count ?? 0));
        return EmulatorAnswer.Result(scroll.Run(collection));
    }

    private EmulatorAnswer Count(EmulatorRequest request)
    {
        request.CheckParameters();
        (Filter? filter, bool exact) =
            request.Gathered("CountRequest", body => (FilterReader.ReadOptional(body["filter"]), body["exact"]?.IsTrue ?? true));
        filter?.Validate("count_request.filter");
        Collection collection = context.Store.Get(request.Collection);
        context.StrictMode(collection).CheckTimeout(request.Timeout);
        context.StrictMode(collection).CheckRead(null, filter, exact);
        collection.SpendOnRead(1 + (filter?.Count ?? 0));
        return EmulatorAnswer.Result(new JsonObject { ["count"] = collection.Visible.Count(point => Passes(filter, point, collection)) });
    }

    private EmulatorAnswer Facet(EmulatorRequest request)
    {
        request.CheckParameters();
        FacetRequest facet = request.Gathered("FacetRequest", FacetRequest.Read);
        Collection collection = context.Store.Get(request.Collection);
        context.StrictMode(collection).CheckTimeout(request.Timeout);
        context.StrictMode(collection).CheckRead(facet.Limit, facet.Filter, facet.Exact);
        collection.SpendOnRead(1 + (facet.Filter?.Count ?? 0));
        return EmulatorAnswer.Result(facet.Run(collection));
    }
}
