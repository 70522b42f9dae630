using System.Formats.Tar;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace EpmRl.Retrieval.TestKit.Qdrant.State;

/// <summary>Writes a collection as a tar file and reads it back: settings, indexes, metadata and points, but no aliases.</summary>
internal static class SnapshotArchive
{
    private const string SettingsEntry = "config.json";
    private const string PointsEntry = "0/segments/points.json";

    public static byte[] Write(Collection collection)
    {
        JsonObject settings = collection.Config.Show();
        settings["indexes"] = new JsonArray([.. collection.Indexes.Values.Select(index =>
            new JsonObject { ["field"] = index.Path.Text, ["type"] = index.Type, ["params"] = index.Parameters?.DeepClone() })]);
        settings["last_operation"] = collection.LastOperation;
        JsonArray points = [.. collection.Points.Values.Select(Show)];
        return Pack((SettingsEntry, settings), (PointsEntry, points));
    }

    /// <summary>Packs several snapshots into one.</summary>
    public static byte[] WriteAll(IEnumerable<Collection> collections)
    {
        JsonObject names = [];
        foreach (Collection collection in collections)
        {
            names[collection.Name] = Convert.ToBase64String(Write(collection));
        }

        return Pack((SettingsEntry, names));
    }

    /// <exception cref="QdrantError">500: the file is not a tar file, or is truncated.</exception>
    public static Collection Read(byte[] content, string name, EmulatorSettings environment)
    {
        Dictionary<string, JsonNode?> entries = [];
        try
        {
            using TarReader reader = new(new MemoryStream(content));
            while (reader.GetNextEntry(copyData: true) is { } entry)
            {
                using MemoryStream data = new();
                entry.DataStream!.CopyTo(data);
                entries[entry.Name] = JsonNode.Parse(data.ToArray());
            }
        }
        catch (EndOfStreamException) when (entries.Count > 0)
        {
            throw QdrantError.Internal($"File IO error: failed to unpack `/qdrant/storage/tmp/col-{name}-recovery/{PointsEntry}`");
        }
        catch (Exception e) when (e is IOException or InvalidDataException or FormatException)
        {
            entries.Clear();
        }

        if (!entries.TryGetValue(SettingsEntry, out JsonNode? settings) || !entries.TryGetValue(PointsEntry, out JsonNode? points))
        {
            throw QdrantError.Internal("File IO error: Malformed tar archive, reached unknown entry");
        }

        JsonObject shown = settings!.AsObject();
        Collection collection = new(name, ConfigArchive.Read(shown), environment, shown["last_operation"]!.GetValue<ulong>());
        collection.Restore(
            shown["indexes"]!.AsArray().Select(ReadIndex), [.. points!.AsArray().Select(point => ReadPoint(point!.AsObject()))]);
        return collection;
    }

    private static byte[] Pack(params ReadOnlySpan<(string Name, JsonNode Content)> entries)
    {
        using MemoryStream packed = new();
        using (TarWriter writer = new(packed, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach ((string name, JsonNode content) in entries)
            {
                // A fixed time keeps the bytes, and so the checksum, a function of the content.
                writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name)
                {
                    DataStream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(content.ToJsonString())),
                    ModificationTime = DateTimeOffset.UnixEpoch,
                });
            }
        }

        return packed.ToArray();
    }

    private static PayloadIndex ReadIndex(JsonNode? index) => new(
        PayloadPath.TryParse(index!["field"]!.GetValue<string>())!, index["type"]!.GetValue<string>(),
        (JsonObject?)index["params"]?.DeepClone());

    private static JsonNode Show(StoredPoint point)
    {
        JsonObject vectors = [];
        foreach ((string name, StoredVector vector) in point.Vectors)
        {
            // Bytes, because JSON has no infinity.
            vectors[name] = vector switch
            {
                SparseVector sparse => new JsonArray(Bytes<uint>(sparse.Indices), Bytes<float>(sparse.Values)),
                _ => new JsonArray(Bytes<float>(((DenseVector)vector).Values)),
            };
        }

        return new JsonObject
        {
            ["id"] = point.Id.ToNode(),
            ["vectors"] = vectors,
            ["payload"] = point.Payload.DeepClone(),
            ["version"] = point.Version,
        };
    }

    private static StoredPoint ReadPoint(JsonObject point)
    {
        Dictionary<string, StoredVector> vectors = [];
        foreach ((string name, JsonNode? parts) in point["vectors"]!.AsObject())
        {
            vectors[name] = parts!.AsArray() is [var indices, var values]
                ? new SparseVector(Numbers<uint>(indices), Numbers<float>(values))
                : new DenseVector(Numbers<float>(parts[0]));
        }

        _ = PointId.TryParse(point["id"]!.ToString(), out PointId id);
        return new StoredPoint(id, vectors, (JsonObject)point["payload"]!.DeepClone(), point["version"]!.GetValue<ulong>());
    }

    private static JsonNode Bytes<T>(T[] numbers)
        where T : unmanaged => JsonValue.Create(Convert.ToBase64String(MemoryMarshal.AsBytes<T>(numbers)));

    private static T[] Numbers<T>(JsonNode? bytes)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(Convert.FromBase64String(bytes!.GetValue<string>())).ToArray();
}
