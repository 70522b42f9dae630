using System.Globalization;
using System.Text.Json.Nodes;
using EpmRl.Retrieval.TestKit.Qdrant.Http;
using EpmRl.Retrieval.TestKit.Qdrant.State;

namespace EpmRl.Retrieval.TestKit.Qdrant.Endpoints;

/// <summary>Snapshots: create, list, download, delete. The list is in the order of names; the server's has none.</summary>
internal sealed class SnapshotEndpoints(EndpointContext context)
{
    /// <summary>The number of the emulated server, which is part of the names of snapshots.</summary>
    public const ulong Peer = 1_000_000_000_000_001;

    public static void Map(Router router, EndpointContext context)
    {
        SnapshotEndpoints endpoints = new(context);
        const string snapshots = "/collections/{collection}/snapshots";
        router.Map("GET", snapshots, endpoints.List);
        router.Map("POST", snapshots, endpoints.Create);
        router.Map("GET", $"{snapshots}/{{snapshot}}", endpoints.Download);
        router.Map("DELETE", $"{snapshots}/{{snapshot}}", endpoints.Delete);
        router.Map("GET", "/collections/{collection}/shards/{shard}/snapshots", endpoints.ListOfShard);
        router.Map("GET", "/snapshots", _ => EmulatorAnswer.Result(Show(context.Store.FullSnapshots.Values)));
        router.Map("POST", "/snapshots", endpoints.CreateFull);
        router.Map("DELETE", "/snapshots/{snapshot}", endpoints.DeleteFull);
    }

    private static JsonArray Show(IEnumerable<SnapshotFile> files) => [.. files.Select(file => file.Show())];

    private static EmulatorAnswer Answer(EmulatorRequest request, Func<JsonNode> done) =>
        request.Flag("wait", otherwise: true) ? EmulatorAnswer.Result(done()) : EmulatorAnswer.Accepted();

    private SnapshotFile Make(string prefix, byte[] content)
    {
        DateTimeOffset now = context.Store.Settings.Time.GetUtcNow();

        // Names hold whole seconds: two snapshots within one have the same name, and the later one stays.
        string time = now.UtcDateTime.ToString("yyyy-MM-dd-HH-mm-ss", CultureInfo.InvariantCulture);
        return new SnapshotFile($"{prefix}-{time}.snapshot", now, content, HasChecksum: true);
    }

    private EmulatorAnswer List(EmulatorRequest request)
    {
        Collection collection = context.Store.Get(request.Collection);
        return EmulatorAnswer.Result(Show(context.Store.SnapshotsOf(collection.Name)?.Values.AsEnumerable() ?? []));
    }

    private EmulatorAnswer ListOfShard(EmulatorRequest request)
    {
        _ = context.Store.Get(request.Collection);
        return EmulatorAnswer.Result(new JsonArray());
    }

    private EmulatorAnswer Create(EmulatorRequest request)
    {
        request.DemandWrite();
        Collection collection = context.Store.Get(request.Collection);
        SnapshotFile file = Make($"{collection.Name}-{Peer}", SnapshotArchive.Write(collection));
        context.Store.Add(collection.Name, file);
        return Answer(request, file.Show);
    }

    private EmulatorAnswer CreateFull(EmulatorRequest request)
    {
        request.DemandWrite();
        SnapshotFile file = Make("full-snapshot", SnapshotArchive.WriteAll(context.Store.Collections.Values));
        context.Store.FullSnapshots[file.Name] = file;
        return Answer(request, file.Show);
    }

    private EmulatorAnswer DeleteFull(EmulatorRequest request)
    {
        request.DemandWrite();
        return context.Store.FullSnapshots.Remove(request.Route["snapshot"])
            ? Answer(request, () => JsonValue.Create(true))
            : throw QdrantError.NotFound($"Full storage snapshot {request.Route["snapshot"]} not found");
    }

    private EmulatorAnswer Delete(EmulatorRequest request)
    {
        request.DemandWrite();
        SortedDictionary<string, SnapshotFile> files = Find(request, isPlainText: false);
        files.Remove(request.Route["snapshot"]);
        return Answer(request, () => JsonValue.Create(true));
    }

    private EmulatorAnswer Download(EmulatorRequest request)
    {
        SnapshotFile file = Find(request, isPlainText: true)[request.Route["snapshot"]];
        Dictionary<string, string> headers = new()
        {
            ["ETag"] = $"\"{file.Sha256[..16]}\"",
            ["Content-Disposition"] = $"attachment; filename=\"{file.Name}\"",
            ["Last-Modified"] = file.Created.ToString("R", CultureInfo.InvariantCulture),
            ["Accept-Ranges"] = "bytes",
        };
        if (Range(request.Headers.GetValueOrDefault("range"), file.Content.Length) is not { } range)
        {
            return new EmulatorAnswer(200, "application/octet-stream", file.Content) { Headers = headers };
        }

        (int start, int end) = range;
        headers["Content-Range"] = $"bytes {start}-{end - 1}/{file.Content.Length}";
        headers["Content-Encoding"] = "identity";
        return new EmulatorAnswer(206, "application/octet-stream", file.Content[start..end]) { Headers = headers };
    }

    /// <summary>The first range of the header, when it is one.</summary>
    private static (int Start, int End)? Range(string? header, int length)
    {
        if (header?.Split('=') is not ["bytes", var range] || range.Split('-') is not [var first, var last]
            || !int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out int start) || start >= length)
        {
            return null;
        }

        bool hasEnd = int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out int end);
        return (start, hasEnd ? Math.Min(end + 1, length) : length);
    }

    /// <summary>The snapshots of a collection, among which the one asked for is.</summary>
    private SortedDictionary<string, SnapshotFile> Find(EmulatorRequest request, bool isPlainText)
    {
        Collection collection = context.Store.Get(request.Collection);
        string name = request.Route["snapshot"];
        string complaint =
            context.Store.SnapshotsOf(collection.Name) is not { } files ? $"Snapshot directory: ./snapshots/{collection.Name} not found"
            : !files.ContainsKey(name) ? $"Snapshot {name} not found"
            : "";
        return complaint.Length == 0
            ? context.Store.SnapshotsOf(collection.Name)!
            : throw new QdrantError(404, $"Not found: {complaint}") { IsPlainText = isPlainText };
    }
}
