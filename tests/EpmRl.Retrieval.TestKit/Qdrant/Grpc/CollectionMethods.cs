using System.Globalization;
using System.Text.Json.Nodes;
using EpmRl.Retrieval.TestKit.Qdrant.State;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Proto = Qdrant.Client.Grpc;

namespace EpmRl.Retrieval.TestKit.Qdrant.Grpc;

/// <summary>Health, collections, aliases and snapshots.</summary>
internal static class CollectionMethods
{
    private const string Collections = "qdrant.Collections";
    private const string Snapshots = "qdrant.Snapshots";

    public static void Map(GrpcRoutes routes)
    {
        routes.Map<Proto.HealthCheckRequest, Proto.HealthCheckReply>(
            "qdrant.Qdrant", "HealthCheck", _ => new("GET", "/"), PlainMessages.FromJson<Proto.HealthCheckReply>);
        routes.Map<Proto.ListCollectionsRequest,
        Proto.ListCollectionsResponse>(Collections, "List", _ => new("GET", "/collections"), answer =>
        {
            var list = new Proto.ListCollectionsResponse();
            list.Collections.AddRange(
                answer["result"]!["collections"]!.AsArray().Select(PlainMessages.FromJson<Proto.CollectionDescription>));
            return list;
        });
        routes.Map<Proto.CollectionExistsRequest, Proto.CollectionExistsResponse>(
            Collections, "CollectionExists", request => new("GET", $"{Path(request.CollectionName)}/exists"),
            answer => new() { Result = new() { Exists = answer["result"]!["exists"]!.GetValue<bool>() } });
        routes.Map<Proto.GetCollectionInfoRequest, Proto.GetCollectionInfoResponse>(
            Collections, "Get", request => new("GET", Path(request.CollectionName)), answer => new() { Result = Info(answer["result"]!) });
        routes.Map<Proto.CreateCollection, Proto.CollectionOperationResponse>(
            Collections, "Create", request => new("PUT", Path(request.CollectionName) + Query(request)) { Body = () => Settings(request) },
            Done);
        routes.Map<Proto.UpdateCollection, Proto.CollectionOperationResponse>(
            Collections,
            "Update",
            request => new("PATCH", Path(request.CollectionName) + Query(request))
            {
                Body = () => new() { ["metadata"] = Values.ToJson(request.Metadata) },
            },
            Done);
        routes.Map<Proto.DeleteCollection, Proto.CollectionOperationResponse>(
            Collections, "Delete", request => new("DELETE", Path(request.CollectionName) + Query(request)), Done);
        routes.Map<Proto.ListAliasesRequest, Proto.ListAliasesResponse>(Collections, "ListAliases", _ => new("GET", "/aliases"), answer =>
        {
            var list = new Proto.ListAliasesResponse();
            list.Aliases.AddRange(answer["result"]!["aliases"]!.AsArray().Select(PlainMessages.FromJson<Proto.AliasDescription>));
            return list;
        });
        routes.Map<Proto.ChangeAliases, Proto.CollectionOperationResponse>(
            Collections,
            "UpdateAliases",
            request => new("POST", "/collections/aliases" + Query(request))
            {
                Body = () => new() { ["actions"] = new JsonArray([.. request.Actions.Select(PlainMessages.ToJson)]) },
            },
            Done);
        routes.Map<Proto.CreateSnapshotRequest, Proto.CreateSnapshotResponse>(
            Snapshots, "Create", request => new("POST", $"{Path(request.CollectionName)}/snapshots?wait=true"), answer =>
            {
                JsonNode shown = answer["result"]!;
                var made = PlainMessages.FromJson<Proto.SnapshotDescription>(shown);
                made.Size = shown["size"]!.GetValue<long>();
                made.CreationTime = Timestamp.FromDateTimeOffset(
                    DateTimeOffset.Parse(
                        shown["creation_time"]!.GetValue<string>(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal));
                return new() { SnapshotDescription = made };
            });
        routes.Map<Proto.DeleteSnapshotRequest, Proto.DeleteSnapshotResponse>(
            Snapshots,
            "Delete",
            request => new("DELETE", $"{Path(request.CollectionName)}/snapshots/{Uri.EscapeDataString(request.SnapshotName)}?wait=true"),
            _ => new());
    }

    /// <summary>A collection's path.</summary>
    /// <exception cref="QdrantError">The name is empty.</exception>
    public static string Path(string collection) => collection.Length > 0
        ? $"/collections/{Uri.EscapeDataString(collection)}"
        : throw QdrantError.Invalid("body", "collection_name", "value \"\" invalid, must be from 1 to 255 characters");

    /// <summary>The query string: what REST has there, and gRPC in the message.</summary>
    public static string Query(IMessage request)
    {
        string[] parts =
        [
            .. from name in (string[])["wait", "timeout"]
               let field = request.Descriptor.FindFieldByName(name)
               where field is not null && PlainMessages.IsSet(request, field)
               select $"{name}={field.Accessor.GetValue(request).ToString()!.ToLowerInvariant()}",
        ];
        return parts.Length == 0 ? "" : "?" + string.Join('&', parts);
    }

    private static Proto.CollectionOperationResponse Done(JsonNode answer) => new() { Result = answer["result"]!.GetValue<bool>() };

    private static JsonObject Settings(Proto.CreateCollection request)
    {
        JsonObject settings = [];
        if (request.VectorsConfig?.Params is { } vectors)
        {
            settings["vectors"] = new JsonObject { ["size"] = vectors.Size, ["distance"] = vectors.Distance.ToString() };
        }

        if (request.HnswConfig is { } graph)
        {
            settings["hnsw_config"] = PlainMessages.ToJson(graph);
        }

        if (request.QuantizationConfig is { } quantization)
        {
            settings["quantization_config"] = PlainMessages.ToJson(quantization);
        }

        if (request.StrictModeConfig is { } strict)
        {
            settings["strict_mode_config"] = PlainMessages.ToJson(strict);
        }

        if (request.Metadata.Count > 0)
        {
            settings["metadata"] = Values.ToJson(request.Metadata);
        }

        return settings;
    }

    private static Proto.CollectionInfo Info(JsonNode shown)
    {
        var info = PlainMessages.FromJson<Proto.CollectionInfo>(shown);
        JsonNode config = shown["config"]!;
        string? fault = (shown["optimizer_status"] as JsonObject)?["error"]?.GetValue<string>();
        info.OptimizerStatus = new() { Ok = fault is null, Error = fault ?? "" };
        info.UpdateQueue = PlainMessages.FromJson<Proto.UpdateQueueInfo>(shown["update_queue"]);
        info.Config = new()
        {
            Params = PlainMessages.FromJson<Proto.CollectionParams>(config["params"]),
            HnswConfig = PlainMessages.FromJson<Proto.HnswConfigDiff>(config["hnsw_config"]),
            WalConfig = PlainMessages.FromJson<Proto.WalConfigDiff>(config["wal_config"]),
        };
        if (config["params"]!["vectors"]?["size"] is not null)
        {
            info.Config.Params.VectorsConfig = new() { Params = PlainMessages.FromJson<Proto.VectorParams>(config["params"]!["vectors"]) };
        }

        if (config["quantization_config"]?["scalar"] is { } scalar)
        {
            info.Config.QuantizationConfig = new() { Scalar = PlainMessages.FromJson<Proto.ScalarQuantization>(scalar) };
        }

        if (config["strict_mode_config"] is { } strict)
        {
            info.Config.StrictModeConfig = PlainMessages.FromJson<Proto.StrictModeConfig>(strict);
        }

        Values.Add(info.Config.Metadata, config["metadata"]);
        foreach ((string field, JsonNode? index) in shown["payload_schema"]!.AsObject())
        {
            var schema = PlainMessages.FromJson<Proto.PayloadSchemaInfo>(index);
            if (index!["params"]?["is_tenant"] is { } tenant)
            {
                schema.Params = new() { KeywordIndexParams = new() { IsTenant = tenant.GetValue<bool>() } };
            }

            info.PayloadSchema.Add(field, schema);
        }

        return info;
    }
}
