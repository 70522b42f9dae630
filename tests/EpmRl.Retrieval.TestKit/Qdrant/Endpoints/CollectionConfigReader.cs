using System.Text.Json.Nodes;
using EpmRl.Retrieval.TestKit.Qdrant.Json;
using EpmRl.Retrieval.TestKit.Qdrant.State;

namespace EpmRl.Retrieval.TestKit.Qdrant.Endpoints;

/// <summary>Reads the settings of a new collection. Unknown names are silently ignored.</summary>
internal static class CollectionConfigReader
{
    public static readonly IReadOnlyList<string> HnswNames =
        ["m", "ef_construct", "full_scan_threshold", "max_indexing_threads", "on_disk", "payload_m", "inline_storage"];

    public static readonly IReadOnlyList<string> OptimizerNames =
    [
        "deleted_threshold", "vacuum_min_vector_number", "default_segment_number", "max_segment_size", "memmap_threshold",
        "indexing_threshold",
        "flush_interval_sec", "max_optimization_threads", "prevent_unoptimized",
    ];

    public static readonly IReadOnlyList<string> StrictModeNames =
    [
        "enabled", "max_query_limit", "max_timeout", "unindexed_filtering_retrieve", "unindexed_filtering_update", "search_max_hnsw_ef",
        "search_allow_exact", "search_max_oversampling", "upsert_max_batchsize", "search_max_batchsize", "max_collection_vector_size_bytes",
        "read_rate_limit", "write_rate_limit", "max_collection_payload_size_bytes", "max_points_count", "filter_max_conditions",
        "condition_max_size", "multivector_config", "sparse_config", "max_payload_index_count", "max_resident_memory_percent",
        "max_disk_usage_percent",
    ];

    public static readonly IReadOnlyList<string> ParamNames =
        ["shard_number", "replication_factor", "write_consistency_factor", "on_disk_payload", "read_fan_out_factor", "sharding_method"];

    private static readonly IReadOnlyList<string> WalNames = ["wal_capacity_mb", "wal_segments_ahead", "wal_retain_closed"];
    private static readonly IReadOnlyList<string> VectorNames =
        ["size", "distance", "hnsw_config", "quantization_config", "on_disk", "datatype", "multivector_config"];
    private static readonly IReadOnlyList<string> SparseNames = ["index", "modifier"];
    private static readonly IReadOnlyList<string> Datatypes = ["float32", "float16", "uint8"];
    private const int LargestSize = 65_536;

    /// <exception cref="FormatFault">The body cannot be read.</exception>
    /// <exception cref="QdrantError">422: a value outside its range.</exception>
    public static CollectionConfig Read(JsonItem body)
    {
        CollectionConfig config = new()
        {
            Dense = body["vectors"] is { } vectors ? Vectors(vectors) : [],
            Sparse = body["sparse_vectors"]?.Members.ToDictionary(pair => pair.Key, pair => Known(pair.Value, SparseNames)) ?? [],
            Quantization = body["quantization_config"] is { } quantization ? Quantization(quantization) : null,
            StrictMode = body["strict_mode_config"] is { } strict ? Known(strict, StrictModeNames) : null,
            Metadata = body["metadata"] is { } metadata ? Map(metadata) : null,
        };
        Merge(config.Hnsw, body["hnsw_config"], HnswNames);
        Merge(config.Optimizers, body["optimizers_config"], OptimizerNames);
        Merge(config.Wal, body["wal_config"], WalNames);
        Merge(config.Params, body, ParamNames);
        foreach ((string name, VectorParams vector) in config.Dense.Where(pair => pair.Value.Size > LargestSize))
        {
            throw QdrantError.InvalidBody(
                $"vectors{(name.Length > 0 ? "." : "")}{name}.size", $"value {vector.Size} invalid, must be from 1 to {LargestSize}");
        }

        if (PayloadValue.Integer(config.Hnsw["ef_construct"]) is < 4 and var effort)
        {
            throw QdrantError.InvalidBody("hnsw_config.ef_construct", $"value {effort} invalid, must be 4 or larger");
        }

        return config;
    }

    /// <summary>Copies the settings that are known and given. A name for automatic choice is kept as null.</summary>
    public static void Merge(JsonObject settings, JsonItem? item, IReadOnlyList<string> names)
    {
        foreach (string name in names)
        {
            if (item?[name] is { } value)
            {
                settings[name] = value is { Kind: JsonKind.String, Text: "auto" } ? null : value.ToNode();
            }
        }
    }

    public static JsonObject Map(JsonItem item) =>
        item.Kind == JsonKind.Object ? item.ToObject() : throw FormatFault.WrongKind(item, "a map");

    public static JsonNode Quantization(JsonItem item)
    {
        bool isKnown = item switch
        {
            _ when item["scalar"] is { } scalar => scalar["type"]?.Text == "int8",
            _ when item["product"] is { } product => product["compression"] is not null,
            _ => item["binary"] is { Kind: JsonKind.Object } || item["turbo"] is { Kind: JsonKind.Object },
        };
        return isKnown ? item.ToNode()! : throw FormatFault.NoVariant("QuantizationConfig", item);
    }

    public static VectorParams? TryVector(JsonItem item)
    {
        bool isKnown = item["size"]?.Whole is > 0 and <= int.MaxValue
            && VectorParams.Distances.Contains(item["distance"]?.Text)
            && (item["datatype"] is not { } type || Datatypes.Contains(type.Text));
        return isKnown ? new VectorParams((int)item["size"]!.Whole!.Value, item["distance"]!.Text, Known(item, VectorNames)) : null;
    }

    public static JsonObject Known(JsonItem item, IReadOnlyList<string> names)
    {
        JsonObject known = [];
        Merge(known, item, names);
        return known;
    }

    private static Dictionary<string, VectorParams> Vectors(JsonItem item)
    {
        if (TryVector(item) is { } unnamed)
        {
            return new() { [""] = unnamed };
        }

        return item.Kind == JsonKind.Object
            ? item.Members.ToDictionary(
                pair => pair.Key, pair => TryVector(pair.Value) ?? throw FormatFault.NoVariant("VectorsConfig", item))
            : throw FormatFault.NoVariant("VectorsConfig", item);
    }
}
