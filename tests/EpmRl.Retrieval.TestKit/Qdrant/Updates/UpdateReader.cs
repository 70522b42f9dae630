using EpmRl.Retrieval.TestKit.Qdrant.Json;
using EpmRl.Retrieval.TestKit.Qdrant.Queries;
using EpmRl.Retrieval.TestKit.Qdrant.State;

namespace EpmRl.Retrieval.TestKit.Qdrant.Updates;

/// <summary>Reads the bodies of writes. The server buffers most of them before validation, so the messages name no position.</summary>
internal static class UpdateReader
{
    private static readonly IReadOnlyList<string> Modes = ["upsert", "update_only", "insert_only"];

    private static readonly Dictionary<string, Func<JsonItem, Update>> Operations = new(StringComparer.Ordinal)
    {
        ["upsert"] = Upsert,
        ["delete"] = Delete,
        ["delete_points"] = Delete,
        ["set_payload"] = SetPayload,
        ["overwrite_payload"] = OverwritePayload,
        ["delete_payload"] = DeletePayload,
        ["clear_payload"] = ClearPayload,
        ["update_vectors"] = UpdateVectors,
        ["delete_vectors"] = DeleteVectors,
    };

    public static Update Upsert(JsonItem body) => Placeless(() =>
    {
        IReadOnlyList<NewPoint> points = body switch
        {
            _ when body["points"] is { Kind: JsonKind.Array } list => [.. list.Elements.Select(NewPointReader.Read)],
            _ when body["batch"] is { Kind: JsonKind.Object } batch => NewPointReader.ReadColumns(batch),
            _ => throw new FormatFault("Invalid PointInsertOperations format", null),
        };
        RefuseShardKey(body);
        string? mode = body["update_mode"]?.Text;
        if (mode is not null && !Modes.Contains(mode))
        {
            throw new FormatFault($"unknown variant `{mode}`, expected one of `upsert`, `update_only`, `insert_only`", null);
        }

        Filter? condition = FilterReader.ReadOptional(body["update_filter"]);
        condition?.Validate("update_filter");
        return points.Count == 0 ? throw QdrantError.EmptyUpdate() : new UpsertPoints(points, mode, condition);
    });

    public static Update Delete(JsonItem body) =>
        Placeless(() => new DeletePoints(Selection(body, "data did not match any variant of untagged enum PointsSelector")));

    public static Update ClearPayload(JsonItem body) =>
        Placeless(() => ChangePayload.Clear(Selection(body, "data did not match any variant of untagged enum PointsSelector")));

    public static Update SetPayload(JsonItem body) => Placeless(() =>
    {
        JsonItem values = body["payload"] ?? throw FormatFault.MissingField("payload", body);
        PayloadPath? at = body["key"] is { } key ? FilterReader.Path(key) : null;
        return ChangePayload.Set(Selection(body), NewPointReader.Map(values), at);
    });

    public static Update OverwritePayload(JsonItem body) => Placeless(() =>
    {
        JsonItem values = body["payload"] ?? throw FormatFault.MissingField("payload", body);
        return body["key"] is null
            ? ChangePayload.Overwrite(Selection(body), NewPointReader.Map(values))
            : throw QdrantError.NotModelled("overwriting a payload at a key");
    });

    public static Update DeletePayload(JsonItem body) => Placeless(() =>
    {
        JsonItem keys = body["keys"] ?? throw FormatFault.MissingField("keys", body);
        return ChangePayload.DeleteKeys(Selection(body), [.. keys.Elements.Select(FilterReader.Path)]);
    });

    public static Update UpdateVectors(JsonItem body) => Placeless(() =>
    {
        JsonItem points = body["points"] ?? throw FormatFault.MissingField("points", body);
        RefuseShardKey(body);
        Filter? condition = FilterReader.ReadOptional(body["update_filter"]);
        return points.Elements.Count == 0
            ? throw QdrantError.EmptyUpdate()
            : new UpdateVectors([.. points.Elements.Select(NewPointReader.Read)], condition);
    });

    public static Update DeleteVectors(JsonItem body) => Placeless(() =>
    {
        JsonItem names = body["vector"] ?? throw FormatFault.MissingField("vector", body);
        return new DeleteVectors(Selection(body), [.. names.Elements.Select(name => name.Text)]);
    });

    /// <summary>Reads the operations of a batch: one that cannot be read fails the entire batch.</summary>
    public static IReadOnlyList<Update> Batch(JsonItem body)
    {
        JsonItem operations = body["operations"] ?? throw FormatFault.MissingField("operations", body);
        return [.. operations.Elements.Select(operation =>
        {
            foreach ((string name, JsonItem content) in operation.Members)
            {
                if (Operations.TryGetValue(name, out Func<JsonItem, Update>? read))
                {
                    try
                    {
                        return read(content);
                    }
                    catch (FormatFault)
                    {
                        break;
                    }
                }
            }

            throw FormatFault.NoVariant("UpdateOperation", operation);
        })];
    }

    private static PointSelection Selection(JsonItem body, string complaint = "Either list of point ids or filter must be provided")
    {
        if (body["points"] is { Kind: JsonKind.Array } points)
        {
            return points.Elements.Count == 0
                ? throw QdrantError.EmptyUpdate()
                : new PointSelection(PointReader.Ids(points), FilterReader.ReadOptional(body["filter"]));
        }

        RefuseShardKey(body);
        Filter filter = FilterReader.ReadOptional(body["filter"]) ?? throw new FormatFault(complaint, null);
        filter.Validate("filter");
        return new PointSelection(null, filter);
    }

    private static void RefuseShardKey(JsonItem body)
    {
        if (body["shard_key"] is { } key)
        {
            throw QdrantError.WrongInput($"Shard key {key.ToNode()!.ToJsonString()} not found");
        }
    }

    private static Update Placeless(Func<Update> read)
    {
        try
        {
            return read();
        }
        catch (FormatFault fault)
        {
            throw fault.At(null);
        }
    }
}
