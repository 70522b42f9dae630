using System.Text.Json.Nodes;
using EpmRl.Retrieval.TestKit.Qdrant.Http;
using EpmRl.Retrieval.TestKit.Qdrant.Json;
using EpmRl.Retrieval.TestKit.Qdrant.State;

namespace EpmRl.Retrieval.TestKit.Qdrant.Endpoints;

/// <summary>Collections: list, create, look, change, drop.</summary>
internal sealed class CollectionEndpoints(EndpointContext context)
{
    private const int LongestName = 255;
    private const string ForbiddenInNames = "<>:\"/\\|?*\0\u001f";

    public static void Map(Router router, EndpointContext context)
    {
        CollectionEndpoints endpoints = new(context);
        router.Map("GET", "/collections", _ => endpoints.List());
        router.Map("PUT", "/collections/{collection}", endpoints.Create);
        router.Map("GET", "/collections/{collection}", endpoints.Get);
        router.Map("PATCH", "/collections/{collection}", endpoints.Patch);
        router.Map("DELETE", "/collections/{collection}", endpoints.Drop);
        router.Map("GET", "/collections/{collection}/exists", endpoints.Exists);
        router.Map("GET", "/collections/{collection}/cluster", endpoints.Cluster);
        router.Map("GET", "/collections/{collection}/memory", endpoints.Memory);
    }

    private static void CheckName(string name)
    {
        if (name.Length is 0 or > LongestName)
        {
            throw QdrantError.Invalid(
                "path parameters", "collection_name", $"value \"{name}\" invalid, must be from 1 to {LongestName} characters");
        }

        if (name.FirstOrDefault(ForbiddenInNames.Contains) is var letter && letter != default)
        {
            throw QdrantError.Invalid("path parameters", "collection_name", $"collection name cannot contain \"{letter}\" char");
        }
    }

    private static JsonObject Usage(long disk) =>
        new() { ["disk_bytes"] = disk, ["ram_bytes"] = 0, ["cached_bytes"] = 0, ["expected_cache_bytes"] = disk };

    private EmulatorAnswer List() => EmulatorAnswer.Result(new JsonObject
    {
        ["collections"] = new JsonArray([.. context.Store.Collections.Keys.Select(name => new JsonObject { ["name"] = name })]),
    });

    private EmulatorAnswer Create(EmulatorRequest request)
    {
        CheckName(request.Collection);
        request.CheckAdministrationTimeout();
        CollectionConfig config = CollectionConfigReader.Read(request.JsonObject("CreateCollection"));
        request.DemandWrite();
        context.Store.Create(request.Collection, () => new Collection(request.Collection, config, context.Store.Settings));
        return EmulatorAnswer.Result(true);
    }

    private EmulatorAnswer Get(EmulatorRequest request)
    {
        Collection collection = context.Store.Get(request.Collection);
        JsonObject schema = [];
        foreach ((string field, PayloadIndex index) in collection.Indexes)
        {
            schema[field] = index.Show(collection.Points.Values.Count(point => index.Path.Elements(point.Payload).Any(index.Holds)));
        }

        JsonObject queue = new() { ["length"] = collection.QueueLength };
        if (collection.Config.HidesUnoptimized)
        {
            queue["deferred_points"] = collection.Segments.Deferred().Count;
        }

        return EmulatorAnswer.Result(new JsonObject
        {
            ["status"] = collection.Optimizer.Status,
            ["optimizer_status"] = "ok",
            ["indexed_vectors_count"] = collection.Segments.All.Where(segment => segment.IsIndexed)
                .SelectMany(segment => segment.Points).Sum(id => collection.Points[id].Vectors.Count),
            ["points_count"] = collection.Points.Count,
            ["segments_count"] = collection.Segments.All.Count,
            ["config"] = collection.Config.Show(),
            ["payload_schema"] = schema,
            ["update_queue"] = queue,
        });
    }

    private EmulatorAnswer Patch(EmulatorRequest request)
    {
        request.CheckAdministrationTimeout();
        JsonItem body = request.JsonObject("UpdateCollection");
        request.DemandWrite();
        CollectionPatch.Apply(context.Store.Get(request.Collection), body);
        return EmulatorAnswer.Result(true);
    }

    private EmulatorAnswer Drop(EmulatorRequest request)
    {
        request.CheckAdministrationTimeout();
        request.DemandWrite();
        return EmulatorAnswer.Result(context.Store.Drop(request.Collection));
    }

    private EmulatorAnswer Exists(EmulatorRequest request) =>
        EmulatorAnswer.Result(new JsonObject { ["exists"] = context.Store.Find(request.Collection) is not null });

    private EmulatorAnswer Cluster(EmulatorRequest request)
    {
        Collection collection = context.Store.Get(request.Collection);
        JsonObject shard = new() { ["shard_id"] = 0, ["points_count"] = collection.Points.Count, ["state"] = "Active" };
        return EmulatorAnswer.Result(new JsonObject
        {
            ["peer_id"] = SnapshotEndpoints.Peer,
            ["shard_count"] = 1,
            ["local_shards"] = new JsonArray(shard),
            ["remote_shards"] = new JsonArray(),
            ["shard_transfers"] = new JsonArray(),
        });
    }

    private EmulatorAnswer Memory(EmulatorRequest request)
    {
        Collection collection = context.Store.Get(request.Collection);
        long vectors = collection.Points.Count * collection.Config.BytesPerPoint;
        return EmulatorAnswer.Result(new JsonObject
        {
            ["total"] = Usage(vectors),
            ["vectors"] = new JsonArray([.. collection.Config.Dense.Keys.Select(name =>
                new JsonObject { ["name"] = name, ["storage"] = Usage(vectors), ["index"] = Usage(0) })]),
            ["sparse_vectors"] = new JsonArray([.. collection.Config.Sparse.Keys.Select(name =>
                new JsonObject { ["name"] = name, ["storage"] = Usage(0), ["index"] = Usage(0) })]),
            ["payload"] = Usage(0),
            ["payload_index"] =
                new JsonArray([.. collection.Indexes.Keys.Select(field => new JsonObject { ["name"] = field, ["usage"] = Usage(0) })]),
            ["other"] = new JsonObject { ["id_tracker"] = Usage(0) },
        });
    }
}
