using EpmRl.Retrieval.TestKit.Qdrant.Http;
using EpmRl.Retrieval.TestKit.Qdrant.State;

namespace EpmRl.Retrieval.TestKit.Qdrant.Endpoints;

/// <summary>Endpoints of the real server that no client of ours uses: answered with 501, so that any use is noticed.</summary>
internal static class NotModelledEndpoints
{
    private static readonly IReadOnlyList<(string Method, string Template)> Routes =
    [
        ("GET", "/metrics"),
        ("GET", "/telemetry"),
        ("GET", "/profiler/slow_requests"),
        ("GET", "/cluster/telemetry"),
        ("POST", "/cluster/recover"),
        ("DELETE", "/cluster/peer/{peer}"),
        ("GET", "/snapshots/{snapshot}"),
        ("POST", "/collections/{collection}/cluster"),
        ("GET", "/collections/{collection}/shards"),
        ("PUT", "/collections/{collection}/shards"),
        ("POST", "/collections/{collection}/shards/delete"),
        ("GET", "/collections/{collection}/shards/{shard}/snapshot"),
        ("POST", "/collections/{collection}/shards/{shard}/snapshots"),
        ("POST", "/collections/{collection}/shards/{shard}/snapshots/upload"),
        ("PUT", "/collections/{collection}/shards/{shard}/snapshots/recover"),
        ("GET", "/collections/{collection}/shards/{shard}/snapshots/{snapshot}"),
        ("DELETE", "/collections/{collection}/shards/{shard}/snapshots/{snapshot}"),
        ("POST", "/collections/{collection}/points/search/batch"),
        ("POST", "/collections/{collection}/points/search/groups"),
        ("POST", "/collections/{collection}/points/search/matrix/pairs"),
        ("POST", "/collections/{collection}/points/search/matrix/offsets"),
        ("POST", "/collections/{collection}/points/recommend"),
        ("POST", "/collections/{collection}/points/recommend/batch"),
        ("POST", "/collections/{collection}/points/recommend/groups"),
        ("POST", "/collections/{collection}/points/discover"),
        ("POST", "/collections/{collection}/points/discover/batch"),
    ];

    public static void Map(Router router)
    {
        foreach ((string method, string template) in Routes)
        {
            router.Map(method, template, _ => throw QdrantError.NotModelled($"{method} {template}"));
        }
    }
}
