using System.Text.Json;
using System.Text.Json.Nodes;
using EpmRl.Retrieval.TestKit.Qdrant.State;
using Google.Protobuf.Collections;
using Proto = Qdrant.Client.Grpc;

namespace EpmRl.Retrieval.TestKit.Qdrant.Grpc;

/// <summary>Payloads, ids and vectors, as JSON and as messages.</summary>
internal static class Values
{
    public static JsonObject ToJson(MapField<string, Proto.Value> map) =>
        new(map.Select(member => KeyValuePair.Create(member.Key, ToJson(member.Value))));

    public static void Add(MapField<string, Proto.Value> map, JsonNode? json)
    {
        foreach ((string name, JsonNode? value) in json as JsonObject ?? [])
        {
            map.Add(name, ToValue(value));
        }
    }

    /// <exception cref="QdrantError">The id is not a UUID, or empty.</exception>
    public static PointId ToId(Proto.PointId? id) => id?.PointIdOptionsCase switch
    {
        Proto.PointId.PointIdOptionsOneofCase.Num => new PointId(id.Num, null),
        Proto.PointId.PointIdOptionsOneofCase.Uuid => PointId.TryParseUuid(id.Uuid, out PointId read)
            ? read
            : throw new QdrantError(400, $"Unable to parse UUID: {id.Uuid}"),
        _ => throw new QdrantError(400, "No ID options provided"),
    };

    public static JsonArray ToJson(IEnumerable<Proto.PointId> ids) => new([.. ids.Select(id => ToId(id).ToNode())]);

    public static Proto.PointId ToId(JsonNode id) =>
        id.GetValueKind() == JsonValueKind.String ? new() { Uuid = id.GetValue<string>() } : new() { Num = id.GetValue<ulong>() };

    public static JsonArray ToJson(IEnumerable<float> vector) => new([.. vector.Select(x => JsonValue.Create(x))]);

    /// <summary>The vector of an answer: the server fills <c>dense</c> alone. Null where the answer has none.</summary>
    public static Proto.VectorsOutput? ToVectors(JsonNode? json)
    {
        if (json is not JsonArray numbers)
        {
            return null;
        }

        var dense = new Proto.DenseVector();
        dense.Data.AddRange(numbers.Select(ToSingle));
        return new() { Vector = new() { Dense = dense } };
    }

    /// <summary>A number; what JSON shows as null is not finite.</summary>
    public static float ToSingle(JsonNode? number) => number is null ? float.NaN : (float)number.GetValue<double>();

    private static JsonNode? ToJson(Proto.Value value) => value.KindCase switch
    {
        Proto.Value.KindOneofCase.StringValue => value.StringValue,
        Proto.Value.KindOneofCase.BoolValue => value.BoolValue,
        Proto.Value.KindOneofCase.IntegerValue => value.IntegerValue,
        Proto.Value.KindOneofCase.DoubleValue => double.IsFinite(value.DoubleValue)
            ? value.DoubleValue
            : throw new QdrantError(400, "Cannot convert a number that is not finite"),
        Proto.Value.KindOneofCase.ListValue => new JsonArray([.. value.ListValue.Values.Select(ToJson)]),
        Proto.Value.KindOneofCase.StructValue => ToJson(value.StructValue.Fields),
        _ => null,
    };

    private static Proto.Value ToValue(JsonNode? json)
    {
        switch (json)
        {
            case null:
                return new() { NullValue = Proto.NullValue.NullValue };
            case JsonObject members:
                var map = new Proto.Struct();
                Add(map.Fields, members);
                return new() { StructValue = map };
            case JsonArray elements:
                var list = new Proto.ListValue();
                list.Values.AddRange(elements.Select(ToValue));
                return new() { ListValue = list };
            default:
                return PayloadValue.Text(json) is { } text ? new() { StringValue = text }
                    : PayloadValue.Boolean(json) is { } flag ? new() { BoolValue = flag }
                    : PayloadValue.Integer(json) is { } whole ? new() { IntegerValue = whole }
                    : new() { DoubleValue = PayloadValue.Number(json)!.Value };
        }
    }
}
