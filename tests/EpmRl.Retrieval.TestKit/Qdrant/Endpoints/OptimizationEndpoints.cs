using System.Globalization;
using System.Text.Json.Nodes;
using EpmRl.Retrieval.TestKit.Qdrant.Http;
using EpmRl.Retrieval.TestKit.Qdrant.State;

namespace EpmRl.Retrieval.TestKit.Qdrant.Endpoints;

/// <summary>The running, pending and finished work of a collection's optimizers.</summary>
internal sealed class OptimizationEndpoints(EndpointContext context)
{
    private static readonly IReadOnlyList<string> Parts = ["queued", "completed", "idle_segments"];

    private static readonly IReadOnlyList<string> FirstSteps = ["copy_data", "populate_vector_storages", "wait_cpu_permit", "quantization"];

    public static void Map(Router router, EndpointContext context) =>
        router.Map("GET", "/collections/{collection}/optimizations", new OptimizationEndpoints(context).Get);

    private static JsonArray Show(IEnumerable<(Guid Uuid, int Points)> segments) =>
        [.. segments.Select(segment => new JsonObject { ["uuid"] = segment.Uuid.ToString(), ["points_count"] = segment.Points })];

    private static JsonArray Show(IEnumerable<Segment> segments) => Show(segments.Select(segment => (segment.Uuid, segment.Points.Count)));

    /// <summary>A step of the work; all steps share the total time.</summary>
    private static JsonObject Step(string name, FinishedOptimization work, params IReadOnlyList<JsonNode> children)
    {
        JsonObject step = new()
        {
            ["name"] = name,
            ["started_at"] = work.Started.ToString("O", CultureInfo.InvariantCulture),
            ["finished_at"] = work.Ended.ToString("O", CultureInfo.InvariantCulture),
            ["duration_sec"] = (work.Ended - work.Started).TotalSeconds,
        };
        if (children.Count > 0)
        {
            step["children"] = new JsonArray([.. children]);
        }

        return step;
    }

    private static JsonObject Show(FinishedOptimization work, Collection collection)
    {
        int points = work.From.Sum(segment => segment.Points);
        IReadOnlyList<string> fields = [.. collection.Indexes.Values.Select(index => $"{index.Type}:{index.Path.Text}")];
        IEnumerable<JsonNode> graphs = collection.Config.Dense.Keys.Select(vector =>
        {
            JsonObject graph = Step("main_graph", work);
            graph["done"] = points;
            graph["total"] = points;
            JsonObject[] links = [.. fields.Select(field => Step(field, work))];
            foreach (JsonObject link in links)
            {
                link["done"] = 0;
            }

            return Step(vector, work, Step("migrate", work), graph, Step("additional_links", work, links));
        });
        JsonNode[] steps =
        [
            .. FirstSteps.Select(name => Step(name, work)),
            Step("payload_index", work, [.. fields.Select(field => Step(field, work))]),
            Step("vector_index", work, [.. graphs]),
            Step("sparse_vector_index", work),
        ];
        return new JsonObject
        {
            ["uuid"] = work.Uuid.ToString(),
            ["optimizer"] = work.Optimizer,
            ["status"] = "done",
            ["segments"] = Show(work.From),
            ["progress"] = Step("Segment Optimizing", work, steps),
        };
    }

    private static JsonObject Running(Collection collection, JsonObject work)
    {
        JsonObject running = (JsonObject)work.DeepClone();
        running["uuid"] = collection.Segments.All[0].Uuid.ToString();
        running["status"] = "optimizing";
        running["progress"] = new JsonObject
        {
            ["name"] = "Segment Optimizing",
            ["started_at"] = collection.Optimizer.Started.ToString("O", CultureInfo.InvariantCulture),
        };
        return running;
    }

    private EmulatorAnswer Get(EmulatorRequest request)
    {
        string[] with = request.Query.GetValueOrDefault("with", "").Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (with.FirstOrDefault(part => !Parts.Contains(part)) is { } unknown)
        {
            throw QdrantError.WrongInput($"Unknown field in 'with' parameter: {unknown}");
        }

        Collection collection = context.Store.Get(request.Collection);
        IReadOnlyList<Segment> pending = collection.Segments.Pending;
        bool runs = collection.Optimizer.IsRunning;
        IReadOnlyList<Segment> queued = runs ? [] : pending;
        IReadOnlyList<Segment> idle = [.. collection.Segments.All.Except(pending)];
        JsonObject work =
            new() { ["optimizer"] = collection.Segments.SettingsChanged ? "config mismatch" : "indexing", ["segments"] = Show(pending) };
        JsonObject result = new()
        {
            ["summary"] = new JsonObject
            {
                ["queued_optimizations"] = queued.Count > 0 ? 1 : 0,
                ["queued_segments"] = queued.Count,
                ["queued_points"] = queued.Sum(segment => segment.Points.Count),
                ["idle_segments"] = idle.Count,
            },
            ["running"] = runs ? new JsonArray(Running(collection, work)) : [],
        };
        if (with.Contains("queued"))
        {
            result["queued"] = queued.Count > 0 ? new JsonArray(work) : [];
        }

        if (with.Contains("completed"))
        {
            result["completed"] =
                new JsonArray([.. collection.Optimizer.Finished.AsEnumerable().Reverse().Select(done => Show(done, collection))]);
        }

        if (with.Contains("idle_segments"))
        {
            result["idle_segments"] = Show(idle);
        }

        return EmulatorAnswer.Result(result);
    }
}
