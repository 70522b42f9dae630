using System.Text.Json.Nodes;
using EpmRl.Retrieval.TestKit.Qdrant.State;
using EpmRl.Retrieval.TestKit.Qdrant.Updates;
using Google.Protobuf;
using Proto = Qdrant.Client.Grpc;

namespace EpmRl.Retrieval.TestKit.Qdrant.Grpc;

/// <summary>Points: payload indexes, writes, reads, searches.</summary>
internal static class PointMethods
{
    private const string Points = "qdrant.Points";

    public static void Map(GrpcRoutes routes)
    {
        routes.Map<Proto.CreateFieldIndexCollection, Proto.PointsOperationResponse>(
            Points,
            "CreateFieldIndex",
            request => new("PUT", $"{CollectionMethods.Path(request.CollectionName)}/index{CollectionMethods.Query(request)}")
            {
                Body = () => Index(request),
            },
            Written);
        routes.Map<Proto.UpsertPoints, Proto.PointsOperationResponse>(
            Points,
            "Upsert",
            request => new("PUT", $"{CollectionMethods.Path(request.CollectionName)}/points{CollectionMethods.Query(request)}")
            {
                Update = request.Points.Count > 0
                    ? new UpsertPoints([.. request.Points.Select(ToPoint)], null, null)
                    : throw QdrantError.EmptyUpdate(),
                Body = () => new() { ["points"] = new JsonArray([.. request.Points.Select(ToJson)]) },
            },
            Written);
        routes.Map<Proto.GetPoints, Proto.GetResponse>(
            Points,
            "Get",
            request => Read(request, request.CollectionName, "points", () => Selected(
                new() { ["ids"] = Values.ToJson(request.Ids) }, request.WithPayload, request.WithVectors)),
            answer =>
            {
                var found = new Proto.GetResponse();
                found.Result.AddRange(answer["result"]!.AsArray().Select(Retrieved!));
                return found;
            });
        routes.Map<Proto.ScrollPoints, Proto.ScrollResponse>(
            Points,
            "Scroll",
            request => Read(request, request.CollectionName, "points/scroll", () => Selected(
                request.HasLimit ? new() { ["limit"] = request.Limit } : [], request.WithPayload, request.WithVectors)),
            answer =>
            {
                var page = new Proto.ScrollResponse();
                page.Result.AddRange(answer["result"]!["points"]!.AsArray().Select(Retrieved!));
                if (answer["result"]!["next_page_offset"] is { } next)
                {
                    page.NextPageOffset = Values.ToId(next);
                }

                return page;
            });
        routes.Map<Proto.CountPoints, Proto.CountResponse>(
            Points,
            "Count",
            request =>
                Read(request, request.CollectionName, "points/count", () => request.HasExact ? new() { ["exact"] = request.Exact } : []),
            answer => new() { Result = new() { Count = answer["result"]!["count"]!.GetValue<ulong>() } });
        routes.Map<Proto.FacetCounts, Proto.FacetResponse>(Points, "Facet", request => Read(request, request.CollectionName, "facet", () =>
        {
            JsonObject facet = new() { ["key"] = request.Key };
            if (request.HasLimit)
            {
                facet["limit"] = request.Limit;
            }

            if (request.HasExact)
            {
                facet["exact"] = request.Exact;
            }

            return facet;
        }), answer =>
        {
            var counts = new Proto.FacetResponse();
            counts.Hits.AddRange(answer["result"]!["hits"]!.AsArray().Select(hit => new Proto.FacetHit
            {
                Value = new() { StringValue = hit!["value"]!.GetValue<string>() },
                Count = hit["count"]!.GetValue<ulong>(),
            }));
            return counts;
        });
        routes.Map<Proto.QueryBatchPoints, Proto.QueryBatchResponse>(
            Points,
            "QueryBatch",
            request => Read(request, request.CollectionName, "points/query/batch", Batch(request)),
            answer =>
            {
                var results = new Proto.QueryBatchResponse();
                foreach (JsonNode? search in answer["result"]!.AsArray())
                {
                    var result = new Proto.BatchResult();
                    result.Result.AddRange(search!["points"]!.AsArray().Select(Scored!));
                    results.Result.Add(result);
                }

                return results;
            });
    }

    private static RestRequest Read(IMessage request, string collection, string what, Func<JsonObject> body) =>
        new("POST", $"{CollectionMethods.Path(collection)}/{what}{CollectionMethods.Query(request)}") { Body = body };

    private static Proto.PointsOperationResponse Written(JsonNode answer) => new()
    {
        Result = new()
        {
            OperationId = answer["result"]!["operation_id"]!.GetValue<ulong>(),
            Status = answer["result"]!["status"]!.GetValue<string>() switch
            {
                "completed" => Proto.UpdateStatus.Completed,
                "wait_timeout" => Proto.UpdateStatus.WaitTimeout,
                _ => Proto.UpdateStatus.Acknowledged,
            },
        },
    };

    private static JsonObject Index(Proto.CreateFieldIndexCollection request)
    {
        if (!request.HasFieldType)
        {
            throw new QdrantError(400, "cannot convert field_type");
        }

        JsonObject schema = new() { ["type"] = request.FieldType.ToString().ToLowerInvariant() };
        if (request.FieldIndexParams?.KeywordIndexParams is { HasIsTenant: true } keyword)
        {
            schema["is_tenant"] = keyword.IsTenant;
        }

        return new() { ["field_name"] = request.FieldName, ["field_schema"] = schema };
    }

    private static NewPoint ToPoint(Proto.PointStruct point) => new(
        Values.ToId(point.Id),
        new Dictionary<string, StoredVector>
        {
            [""] = new DenseVector([.. point.Vectors?.Vector?.Dense?.Data ?? throw new QdrantError(400, "Expected some vectors")]),
        },
        Values.ToJson(point.Payload));

    private static JsonObject ToJson(Proto.PointStruct point) => new()
    {
        ["id"] = Values.ToId(point.Id).ToNode(),
        ["vector"] = Values.ToJson(point.Vectors.Vector.Dense.Data),
        ["payload"] = Values.ToJson(point.Payload),
    };

    private static JsonObject Selected(JsonObject request, Proto.WithPayloadSelector? payload, Proto.WithVectorsSelector? vectors)
    {
        if (payload is not null)
        {
            request["with_payload"] = payload.Include is { } include
                ? new JsonArray([.. include.Fields.Select(field => JsonValue.Create(field))])
                : payload.Enable;
        }

        if (vectors is not null)
        {
            request["with_vector"] = vectors.Enable;
        }

        return request;
    }

    // Each part needs a collection's name of its own; what counts is the batch's.
    private static Func<JsonObject> Batch(Proto.QueryBatchPoints request)
    {
        for (int i = 0; i < request.QueryPoints.Count; i++)
        {
            if (request.QueryPoints[i].CollectionName.Length == 0)
            {
                throw QdrantError.Invalid(
                    "body", $"query_points[{i}].collection_name", "value \"\" invalid, must be from 1 to 255 characters");
            }
        }

        return () => new() { ["searches"] = new JsonArray([.. request.QueryPoints.Select(Search)]) };
    }

    private static JsonObject Search(Proto.QueryPoints query)
    {
        JsonObject search = new() { ["query"] = Values.ToJson(query.Query.Nearest.Dense.Data) };
        if (query.Filter is { } filter)
        {
            JsonObject clauses = [];
            Add("must", filter.Must);
            Add("must_not", filter.MustNot);
            search["filter"] = clauses;

            void Add(string name, IReadOnlyCollection<Proto.Condition> conditions)
            {
                if (conditions.Count > 0)
                {
                    clauses[name] = new JsonArray([.. conditions.Select(Clause)]);
                }
            }
        }

        if (query.HasLimit)
        {
            search["limit"] = query.Limit;
        }

        if (query.Params is { } parameters)
        {
            search["params"] = PlainMessages.ToJson(parameters);
        }

        return Selected(search, query.WithPayload, query.WithVectors);
    }

    private static JsonObject Clause(Proto.Condition condition) => condition.HasId is { } ids
        ? new() { ["has_id"] = Values.ToJson(ids.HasId) }
        : new()
        {
            ["key"] = condition.Field.Key,
            ["match"] = condition.Field.Match.MatchValueCase switch
            {
                Proto.Match.MatchValueOneofCase.Keyword => new JsonObject { ["value"] = condition.Field.Match.Keyword },
                Proto.Match.MatchValueOneofCase.Keywords => new JsonObject
                {
                    ["any"] = new JsonArray([.. condition.Field.Match.Keywords.Strings.Select(text => JsonValue.Create(text))]),
                },
                _ => throw new QdrantError(400, "Malformed Match condition"),
            },
        };

    private static Proto.RetrievedPoint Retrieved(JsonNode shown)
    {
        var point = new Proto.RetrievedPoint { Id = Values.ToId(shown["id"]!), Vectors = Values.ToVectors(shown["vector"]) };
        Values.Add(point.Payload, shown["payload"]);
        return point;
    }

    private static Proto.ScoredPoint Scored(JsonNode shown)
    {
        var point = new Proto.ScoredPoint
        {
            Id = Values.ToId(shown["id"]!),
            Score = Values.ToSingle(shown["score"]),
            Version = shown["version"]!.GetValue<ulong>(),
            Vectors = Values.ToVectors(shown["vector"]),
        };
        Values.Add(point.Payload, shown["payload"]);
        return point;
    }
}
