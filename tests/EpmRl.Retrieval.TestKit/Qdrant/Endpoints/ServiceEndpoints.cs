using System.Text.Json.Nodes;
using EpmRl.Retrieval.TestKit.Qdrant.Http;

namespace EpmRl.Retrieval.TestKit.Qdrant.Endpoints;

/// <summary>Version, health, and the like.</summary>
internal sealed class ServiceEndpoints(EndpointContext context)
{
    private const string Commit = "db8fa43fcb6aedec1e739487e17a99731b74590a";

    public static void Map(Router router, EndpointContext context)
    {
        ServiceEndpoints endpoints = new(context);
        router.Map("GET", "/", _ => endpoints.Root());
        router.Map("GET", "/healthz", _ => EmulatorAnswer.Plain(200, "healthz check passed"));
        router.Map("GET", "/livez", _ => EmulatorAnswer.Plain(200, "healthz check passed"));
        router.Map("GET", "/readyz", _ => EmulatorAnswer.Plain(200, "all shards are ready"));
        router.Map("GET", "/cluster", _ => EmulatorAnswer.Result(new JsonObject { ["status"] = "disabled" }));
        router.Map("GET", "/issues", _ => EmulatorAnswer.Result(new JsonObject { ["issues"] = new JsonArray() }));
        router.Map("DELETE", "/issues", ClearIssues);
        router.Map("GET", "/logger", _ => EmulatorAnswer.Result(Logger()));
    }

    private static EmulatorAnswer ClearIssues(EmulatorRequest request)
    {
        request.DemandWrite();
        return EmulatorAnswer.Result(true);
    }

    private static JsonObject Logger() => new()
    {
        ["log_level"] = "INFO",
        ["span_events"] = null,
        ["format"] = null,
        ["color"] = null,
        ["on_disk"] = new JsonObject
        {
            ["enabled"] = null, ["log_file"] = null, ["log_level"] = null, ["format"] = null, ["span_events"] = null,
            ["buffer_size_bytes"] = null,
        },
    };

    private EmulatorAnswer Root() => EmulatorAnswer.Bare(
        200, new JsonObject { ["title"] = "qdrant - vector search engine", ["version"] = context.Options.Version, ["commit"] = Commit });
}
