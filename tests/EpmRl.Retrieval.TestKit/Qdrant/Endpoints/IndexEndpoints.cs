using System.Text.Json.Nodes;
using EpmRl.Retrieval.TestKit.Qdrant.Http;
using EpmRl.Retrieval.TestKit.Qdrant.Json;
using EpmRl.Retrieval.TestKit.Qdrant.Queries;
using EpmRl.Retrieval.TestKit.Qdrant.State;

namespace EpmRl.Retrieval.TestKit.Qdrant.Endpoints;

/// <summary>Payload indexes and named vectors, which are created and dropped in the same way.</summary>
internal sealed class IndexEndpoints(EndpointContext context)
{
    private static readonly Dictionary<string, IReadOnlyList<string>> ParameterNames = new(StringComparer.Ordinal)
    {
        ["keyword"] = ["is_tenant", "on_disk", "enable_hnsw"],
        ["integer"] = ["lookup", "range", "is_principal", "on_disk", "enable_hnsw"],
        ["float"] = ["is_principal", "on_disk", "enable_hnsw"],
        ["geo"] = ["on_disk", "enable_hnsw"],
        ["text"] =
        [
            "tokenizer", "min_token_len", "max_token_len", "lowercase", "ascii_folding", "phrase_matching", "stopwords", "on_disk",
            "stemmer", "enable_hnsw",
        ],
        ["bool"] = ["on_disk", "enable_hnsw"],
        ["datetime"] = ["is_principal", "on_disk", "enable_hnsw"],
        ["uuid"] = ["is_tenant", "on_disk", "enable_hnsw"],
    };

    public static void Map(Router router, EndpointContext context)
    {
        IndexEndpoints endpoints = new(context);
        router.Map("PUT", "/collections/{collection}/index", endpoints.Create);
        router.Map("DELETE", "/collections/{collection}/index/{field}", endpoints.Drop);
        router.Map("PUT", "/collections/{collection}/vectors/{vector}", endpoints.AddVector);
        router.Map("DELETE", "/collections/{collection}/vectors/{vector}", endpoints.DropVector);
    }

    private static PayloadIndex ReadIndex(JsonItem body)
    {
        JsonItem field = body["field_name"] ?? throw FormatFault.MissingField("field_name", body);
        PayloadPath path = FilterReader.Path(field);
        JsonItem schema = body["field_schema"] ?? body["field_type"]
            ?? throw QdrantError.BadRequest("Can't auto-detect field type, please specify `field_schema` in the request");
        string? type = schema.Kind == JsonKind.String ? schema.Text : schema["type"]?.Text;
        if (type is null || !ParameterNames.TryGetValue(type, out IReadOnlyList<string>? names))
        {
            throw FormatFault.NoVariant("PayloadFieldSchema", schema);
        }

        if (schema.Kind == JsonKind.String)
        {
            return new PayloadIndex(path, type, null);
        }

        JsonObject parameters = CollectionConfigReader.Known(schema, names);
        parameters["type"] = type;
        if (type == "integer")
        {
            // The only parameter that is shown even when it was not given.
            parameters.TryAdd("is_principal", null);
        }

        return new PayloadIndex(path, type, parameters);
    }

    private EmulatorAnswer Create(EmulatorRequest request)
    {
        request.CheckParameters();
        PayloadIndex index = ReadIndex(request.JsonObject("CreateFieldIndex"));
        request.DemandWrite();
        Collection collection = context.Store.Get(request.Collection);
        context.StrictMode(collection).CheckNewIndex(index.Path.Text);
        return UpdateEndpoints.Done(collection.CreateIndex(index, request.Wait), request.Wait);
    }

    private EmulatorAnswer Drop(EmulatorRequest request)
    {
        request.CheckParameters();
        request.DemandWrite();
        return UpdateEndpoints.Done(context.Store.Get(request.Collection).DropIndex(request.Route["field"]), request.Wait);
    }

    private EmulatorAnswer AddVector(EmulatorRequest request)
    {
        request.CheckParameters();
        JsonItem body = request.JsonObject("VectorNameConfig");
        VectorParams? dense = body["dense"] is { } settings
            ? CollectionConfigReader.TryVector(settings) ?? throw FormatFault.NoVariant("VectorNameConfig", body)
            : null;
        JsonObject? sparse = body["sparse"]?.ToObject();
        request.DemandWrite();
        if (dense is null && sparse is null)
        {
            throw FormatFault.NoVariant("VectorNameConfig", body);
        }

        return UpdateEndpoints.Done(context.Store.Get(request.Collection).AddVector(request.Route["vector"], dense, sparse), request.Wait);
    }

    private EmulatorAnswer DropVector(EmulatorRequest request)
    {
        request.CheckParameters();
        request.DemandWrite();
        return UpdateEndpoints.Done(context.Store.Get(request.Collection).DropVector(request.Route["vector"]), request.Wait);
    }
}
