using System.Text.Json.Nodes;
using EpmRl.Retrieval.TestKit.Qdrant.Json;
using EpmRl.Retrieval.TestKit.Qdrant.State;

namespace EpmRl.Retrieval.TestKit.Qdrant.Endpoints;

/// <summary>Changes the settings of a collection: all merge by name. Null removes a key of the metadata.</summary>
internal static class CollectionPatch
{
    private static readonly IReadOnlyList<string> VectorNames = ["hnsw_config", "quantization_config", "on_disk"];

    public static void Apply(Collection collection, JsonItem body)
    {
        CollectionConfig config = collection.Config;
        CollectionConfigReader.Merge(config.Optimizers, body["optimizers_config"], CollectionConfigReader.OptimizerNames);
        if (body["optimizers_config"]?["max_optimization_threads"] is { Text: "auto" })
        {
            config.Optimizers["max_optimization_threads"] = null;
        }

        CollectionConfigReader.Merge(config.Params, body["params"], CollectionConfigReader.ParamNames);
        if (body["strict_mode_config"] is { } strict)
        {
            CollectionConfigReader.Merge(config.StrictMode ??= [], strict, CollectionConfigReader.StrictModeNames);
        }

        if (body["metadata"] is { } metadata)
        {
            MergeMetadata(config.Metadata ??= [], CollectionConfigReader.Map(metadata));
        }

        string before = config.Show().ToJsonString();
        CollectionConfigReader.Merge(config.Hnsw, body["hnsw_config"], CollectionConfigReader.HnswNames);
        if (body["quantization_config"] is { } quantization)
        {
            config.Quantization =
                quantization is { Kind: JsonKind.String, Text: "Disabled" } ? null : CollectionConfigReader.Quantization(quantization);
        }

        foreach ((string name, JsonItem change) in body["vectors"]?.Members ?? [])
        {
            CollectionConfigReader.Merge(
                (config.Dense.GetValueOrDefault(name) ?? throw QdrantError.NoVector(name)).Settings, change, VectorNames);
        }

        collection.SettingsChanged(
            segmentsAreOutdated: config.Show().ToJsonString() != before, limitsChanged: body["strict_mode_config"] is not null);
    }

    private static void MergeMetadata(JsonObject metadata, JsonObject changes)
    {
        foreach ((string key, JsonNode? value) in changes)
        {
            if (value is null)
            {
                metadata.Remove(key);
            }
            else
            {
                metadata[key] = value.DeepClone();
            }
        }
    }
}
