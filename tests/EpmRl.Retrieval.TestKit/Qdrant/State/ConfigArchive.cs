using System.Text.Json.Nodes;

namespace EpmRl.Retrieval.TestKit.Qdrant.State;

/// <summary>Reads the settings of a collection back from the form in which they are shown.</summary>
internal static class ConfigArchive
{
    public static CollectionConfig Read(JsonObject shown)
    {
        JsonObject all = (JsonObject)shown["params"]!.DeepClone();
        JsonObject vectors = all["vectors"]!.AsObject();
        all.Remove("vectors");
        JsonObject? sparse = all["sparse_vectors"]?.AsObject();
        all.Remove("sparse_vectors");
        IEnumerable<KeyValuePair<string, JsonNode?>> dense = vectors.ContainsKey("size") ? [new("", vectors)] : vectors;
        return new CollectionConfig
        {
            Dense = dense.ToDictionary(pair => pair.Key, pair => Vector(pair.Value!.AsObject())),
            Sparse = (sparse ?? []).ToDictionary(pair => pair.Key, pair => (JsonObject)pair.Value!.DeepClone()),
            Params = all,
            Hnsw = Copy(shown, "hnsw_config")!,
            Optimizers = Copy(shown, "optimizer_config")!,
            Wal = Copy(shown, "wal_config")!,
            Quantization = shown["quantization_config"]?.DeepClone(),
            StrictMode = Copy(shown, "strict_mode_config"),
            Metadata = Copy(shown, "metadata"),
        };
    }

    private static VectorParams Vector(JsonObject settings) =>
        new(settings["size"]!.GetValue<int>(), settings["distance"]!.GetValue<string>(), (JsonObject)settings.DeepClone());

    private static JsonObject? Copy(JsonObject shown, string name) => (JsonObject?)shown[name]?.DeepClone();
}
