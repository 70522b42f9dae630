using System.Text.Json.Nodes;
using EpmRl.Retrieval.TestKit.Qdrant.Json;
using EpmRl.Retrieval.TestKit.Qdrant.Queries;
using EpmRl.Retrieval.TestKit.Qdrant.State;

namespace EpmRl.Retrieval.TestKit.Qdrant.Updates;

/// <summary>Reads points of a write, in rows or in columns.</summary>
internal static class NewPointReader
{
    public static NewPoint Read(JsonItem item)
    {
        PointId id = PointReader.Id(item.Member("id") ?? throw FormatFault.MissingField("id", item));
        JsonItem vector = item.Member("vector") ?? throw FormatFault.MissingField("vector", item);
        return new NewPoint(id, Vectors(vector), item["payload"] is { } payload ? Map(payload) : []);
    }

    public static IReadOnlyList<NewPoint> ReadColumns(JsonItem batch)
    {
        IReadOnlyList<PointId> ids = PointReader.Ids(batch["ids"] ?? throw FormatFault.MissingField("ids", batch));
        JsonItem vectors = batch["vectors"] ?? throw FormatFault.MissingField("vectors", batch);
        IReadOnlyList<JsonItem>? payloads = batch["payloads"]?.Elements;
        IReadOnlyList<Dictionary<string, StoredVector>> columns = vectors.Kind == JsonKind.Array
            ? [.. vectors.Elements.Select(Vectors)]
            : Rows(vectors);
        if (columns.Count != ids.Count)
        {
            throw QdrantError.InvalidBody("batch.batch", $"number of ids and vectors must be equal ({ids.Count} != {columns.Count})");
        }

        if (payloads is not null && payloads.Count != ids.Count)
        {
            throw QdrantError.InvalidBody("batch.batch", $"number of ids and payloads must be equal ({ids.Count} != {payloads.Count})");
        }

        return [.. ids.Select((id, i) => new NewPoint(id, columns[i], payloads?[i] is { IsNull: false } payload ? Map(payload) : []))];
    }

    public static JsonObject Map(JsonItem item) =>
        item.Kind == JsonKind.Object ? item.ToObject() : throw FormatFault.WrongKind(item, "a map");

    /// <summary>Named vectors in columns: one list of vectors for each name.</summary>
    private static List<Dictionary<string, StoredVector>> Rows(JsonItem columns)
    {
        List<Dictionary<string, StoredVector>> rows = [];
        foreach ((string name, JsonItem column) in columns.Members)
        {
            for (int i = 0; i < column.Elements.Count; i++)
            {
                if (rows.Count == i)
                {
                    rows.Add([]);
                }

                rows[i][name] = PointReader.TryVector(column.Elements[i]) ?? throw FormatFault.NoVariant("BatchVectorStruct", columns);
            }
        }

        return rows;
    }

    private static Dictionary<string, StoredVector> Vectors(JsonItem item)
    {
        if (PointReader.TryVector(item) is DenseVector unnamed)
        {
            return new() { [""] = unnamed };
        }

        if (item.Kind != JsonKind.Object)
        {
            throw FormatFault.NoVariant("VectorStruct", item);
        }

        return item.Members.ToDictionary(
            member => member.Key,
            member => PointReader.TryVector(member.Value) ?? throw FormatFault.NoVariant("VectorStruct", item));
    }
}
