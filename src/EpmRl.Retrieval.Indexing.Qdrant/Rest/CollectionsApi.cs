using System.Text.Json;

namespace EpmRl.Retrieval.Indexing.Qdrant.Rest;

/// <summary>Collections, their payload indexes and their state.</summary>
internal sealed class CollectionsApi(QdrantHttp http, QdrantOptions options)
{
    private string WriteSeconds => $"timeout={(int)Math.Ceiling(options.WriteTimeout.TotalSeconds)}";

    // The server is asked to answer first, so that its own word for a late write arrives.
    private TimeSpan WriteDeadline => options.WriteTimeout + TimeSpan.FromSeconds(2);

    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) => [.. (await http.SendAsync(
        new QdrantCall(HttpMethod.Get, "collections", options.ReadTimeout),
        QdrantJson.Default.QdrantAnswerCollectionList,
        cancellationToken).ConfigureAwait(false)).Collections.Select(collection => collection.Name)];

    public async Task<bool> ExistsAsync(string collection, CancellationToken cancellationToken) => (await http.SendAsync(
        new QdrantCall(HttpMethod.Get, $"collections/{collection}/exists", options.ReadTimeout),
        QdrantJson.Default.QdrantAnswerExistsResult,
        cancellationToken).ConfigureAwait(false)).Exists;

    public Task<CollectionInfo> GetAsync(string collection, CancellationToken cancellationToken) => http.SendAsync(
        new QdrantCall(HttpMethod.Get, $"collections/{collection}", options.ReadTimeout),
        QdrantJson.Default.QdrantAnswerCollectionInfo,
        cancellationToken);

    public Task<Optimizations> OptimizationsAsync(string collection, CancellationToken cancellationToken) => http.SendAsync(
        new QdrantCall(HttpMethod.Get, $"collections/{collection}/optimizations?with=queued", options.ReadTimeout),
        QdrantJson.Default.QdrantAnswerOptimizations,
        cancellationToken);

    /// <summary>Makes a collection; one that exists is a conflict, also when a first try that seemed to fail made it.</summary>
    public Task CreateAsync(string collection, CollectionMetadata metadata, CancellationToken cancellationToken) => http.SendAsync(
        new QdrantCall(HttpMethod.Put, $"collections/{collection}?{WriteSeconds}", WriteDeadline)
        {
            Writes = true,
            Body = JsonBody.Of(json => WriteSettings(json, metadata)),
        },
        QdrantJson.Default.QdrantAnswerBoolean,
        cancellationToken);

    public Task PatchStateAsync(string collection, string state, CancellationToken cancellationToken) => http.SendAsync(
        new QdrantCall(HttpMethod.Patch, $"collections/{collection}?{WriteSeconds}", WriteDeadline)
        {
            Writes = true,
            Body = JsonBody.Of(json =>
            {
                json.WriteStartObject("metadata");
                json.WriteString("state", state);
                json.WriteEndObject();
            }),
        },
        QdrantJson.Default.QdrantAnswerBoolean,
        cancellationToken);

    public Task<UpdateResult> CreateIndexAsync(string collection, string field, bool isTenant, CancellationToken cancellationToken) => http.SendAsync(
        new QdrantCall(HttpMethod.Put, $"collections/{collection}/index?wait=true&{WriteSeconds}", WriteDeadline)
        {
            Writes = true,
            Body = JsonBody.Of(json =>
            {
                json.WriteString("field_name", field);
                json.WriteStartObject("field_schema");
                json.WriteString("type", "keyword");
                if (isTenant)
                {
                    json.WriteBoolean("is_tenant", true);
                }

                json.WriteEndObject();
            }),
        },
        QdrantJson.Default.QdrantAnswerUpdateResult,
        cancellationToken);

    /// <summary>Drops a collection; one that does not exist is dropped already.</summary>
    public Task DropAsync(string collection, CancellationToken cancellationToken) => http.SendAsync(
        new QdrantCall(HttpMethod.Delete, $"collections/{collection}?{WriteSeconds}", WriteDeadline) { Writes = true },
        QdrantJson.Default.QdrantAnswerBoolean,
        cancellationToken);

    private void WriteSettings(Utf8JsonWriter json, CollectionMetadata metadata)
    {
        json.WriteStartObject("vectors");
        json.WriteNumber("size", metadata.Dimension!.Value);

        // The vectors are unit vectors as far as their stored form allows; the inner product gives the embedded index's own scores.
        json.WriteString("distance", CollectionSchema.Distance);
        json.WriteEndObject();
        json.WriteStartObject("hnsw_config");
        json.WriteNumber("m", 16);
        json.WriteNumber("ef_construct", 128);
        json.WriteEndObject();
        if (options.Quantize)
        {
            json.WriteStartObject("quantization_config");
            json.WriteStartObject("scalar");
            json.WriteString("type", "int8");
            json.WriteNumber("quantile", 0.99);
            json.WriteBoolean("always_ram", true);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteStartObject("strict_mode_config");
        json.WriteBoolean("enabled", true);
        json.WriteBoolean("unindexed_filtering_retrieve", false);
        json.WriteBoolean("unindexed_filtering_update", false);
        json.WriteNumber("max_query_limit", options.LargestPage);
        json.WriteEndObject();
        json.WritePropertyName("metadata");
        JsonSerializer.Serialize(json, metadata, QdrantJson.Default.CollectionMetadata);
    }
}
