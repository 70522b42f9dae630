using System.Text.Json.Nodes;

namespace EpmRl.Retrieval.TestKit.Qdrant.State;

/// <summary>The settings of a collection, as collection info shows them.</summary>
internal sealed class CollectionConfig
{
    /// <summary>Dense vectors by name; the unnamed one has the empty name.</summary>
    public Dictionary<string, VectorParams> Dense { get; init; } = [];

    public Dictionary<string, JsonObject> Sparse { get; init; } = [];

    public JsonObject Hnsw { get; init; } = new()
    {
        ["m"] = 16,
        ["ef_construct"] = 100,
        ["full_scan_threshold"] = 10_000,
        ["max_indexing_threads"] = 0,
        ["on_disk"] = false,
    };

    public JsonObject Optimizers { get; init; } = new()
    {
        ["deleted_threshold"] = 0.2,
        ["vacuum_min_vector_number"] = 1000,
        ["default_segment_number"] = 0,
        ["max_segment_size"] = null,
        ["memmap_threshold"] = null,
        ["indexing_threshold"] = 10_000,
        ["flush_interval_sec"] = 5,
        ["max_optimization_threads"] = null,
        ["prevent_unoptimized"] = null,
    };

    public JsonObject Wal { get; init; } = new() { ["wal_capacity_mb"] = 32, ["wal_segments_ahead"] = 0, ["wal_retain_closed"] = 1 };

    public JsonObject Params { get; init; } = new()
    {
        ["shard_number"] = 1,
        ["replication_factor"] = 1,
        ["write_consistency_factor"] = 1,
        ["on_disk_payload"] = true,
    };

    public JsonNode? Quantization { get; set; }

    public JsonObject? StrictMode { get; set; }

    public JsonObject? Metadata { get; set; }

    /// <summary>Kilobytes of vectors above which a segment gets a graph; 0 means never.</summary>
    public long IndexingThreshold => PayloadValue.Integer(Optimizers["indexing_threshold"]) ?? 0;

    /// <summary>Kilobytes of vectors below which a search reads them all.</summary>
    public long FullScanThreshold => PayloadValue.Integer(Hnsw["full_scan_threshold"]) ?? 0;

    public bool OptimizersAreOn => PayloadValue.Integer(Optimizers["max_optimization_threads"]) is not 0;

    /// <summary>Whether points that no graph holds yet are kept from readers.</summary>
    public bool HidesUnoptimized => PayloadValue.Boolean(Optimizers["prevent_unoptimized"]) == true;

    /// <summary>Bytes of a point's dense vectors.</summary>
    public long BytesPerPoint => Dense.Values.Sum(vector => (long)vector.Size * sizeof(float));

    /// <summary>The emulated machine has two cores: that is how many segments a collection starts with.</summary>
    public int FirstSegments => PayloadValue.Integer(Optimizers["default_segment_number"]) is > 0 and var number ? (int)number : 2;

    /// <summary>The quantisation that a dense vector has: its own, or the collection's.</summary>
    public JsonNode? QuantizationOf(string vector) => Dense[vector].Settings["quantization_config"] ?? Quantization;

    public JsonObject ShowVectors()
    {
        if (Dense.TryGetValue("", out VectorParams? unnamed))
        {
            return (JsonObject)unnamed.Settings.DeepClone();
        }

        JsonObject shown = [];
        foreach ((string name, VectorParams vector) in Dense)
        {
            shown[name] = vector.Settings.DeepClone();
        }

        return shown;
    }

    public JsonObject ShowParams()
    {
        JsonObject shown = (JsonObject)Params.DeepClone();
        shown["vectors"] = ShowVectors();
        if (Sparse.Count > 0)
        {
            JsonObject sparse = [];
            foreach ((string name, JsonObject settings) in Sparse)
            {
                sparse[name] = settings.DeepClone();
            }

            shown["sparse_vectors"] = sparse;
        }

        return shown;
    }

    public JsonObject Show()
    {
        JsonObject shown = new()
        {
            ["params"] = ShowParams(),
            ["hnsw_config"] = Hnsw.DeepClone(),
            ["optimizer_config"] = Optimizers.DeepClone(),
            ["wal_config"] = Wal.DeepClone(),
            ["quantization_config"] = Quantization?.DeepClone(),
        };
        if (StrictMode is not null)
        {
            shown["strict_mode_config"] = StrictMode.DeepClone();
        }

        if (Metadata is not null)
        {
            shown["metadata"] = Metadata.DeepClone();
        }

        return shown;
    }
}
