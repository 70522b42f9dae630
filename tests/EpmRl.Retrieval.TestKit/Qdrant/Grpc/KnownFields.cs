using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace EpmRl.Retrieval.TestKit.Qdrant.Grpc;

/// <summary>
/// The fields that the gRPC front end reads, all of which exist in 1.18.3. A server silently ignores unknown fields and empty conditions,
/// so that a search sees more points than it should; here they are an error.
/// </summary>
internal static class KnownFields
{
    private static readonly Dictionary<string, string[]> Fields = new Dictionary<string, string>
    {
        ["HealthCheckRequest"] = "",
        ["ListCollectionsRequest"] = "",
        ["CollectionExistsRequest"] = "collection_name",
        ["GetCollectionInfoRequest"] = "collection_name",
        ["CreateCollection"] = "collection_name timeout vectors_config hnsw_config quantization_config strict_mode_config metadata",
        ["VectorsConfig"] = "params",
        ["VectorParams"] = "size distance",
        ["HnswConfigDiff"] = "m ef_construct full_scan_threshold max_indexing_threads payload_m",
        ["QuantizationConfig"] = "scalar",
        ["ScalarQuantization"] = "type quantile always_ram",
        ["StrictModeConfig"] = "enabled max_query_limit max_timeout unindexed_filtering_retrieve unindexed_filtering_update "
            + "search_allow_exact upsert_max_batchsize read_rate_limit write_rate_limit search_max_batchsize",
        ["UpdateCollection"] = "collection_name timeout metadata",
        ["DeleteCollection"] = "collection_name timeout",
        ["ListAliasesRequest"] = "",
        ["ChangeAliases"] = "actions timeout",
        ["AliasOperations"] = "create_alias delete_alias",
        ["CreateAlias"] = "collection_name alias_name",
        ["DeleteAlias"] = "alias_name",
        ["CreateFieldIndexCollection"] = "collection_name wait field_name field_type field_index_params timeout",
        ["PayloadIndexParams"] = "keyword_index_params",
        ["KeywordIndexParams"] = "is_tenant",
        ["UpsertPoints"] = "collection_name wait points timeout",
        ["PointStruct"] = "id payload vectors",
        ["Vectors"] = "vector",
        ["Vector"] = "dense",
        ["DenseVector"] = "data",
        ["PointId"] = "num uuid",
        ["Value"] = "*",
        ["GetPoints"] = "collection_name ids with_payload with_vectors timeout",
        ["WithPayloadSelector"] = "enable include",
        ["PayloadIncludeSelector"] = "fields",
        ["WithVectorsSelector"] = "enable",
        ["ScrollPoints"] = "collection_name limit with_payload with_vectors timeout",
        ["CountPoints"] = "collection_name exact timeout",
        ["FacetCounts"] = "collection_name key limit exact timeout",
        ["QueryBatchPoints"] = "collection_name query_points timeout",
        ["QueryPoints"] = "collection_name query filter params limit with_payload with_vectors",
        ["Query"] = "nearest",
        ["VectorInput"] = "dense",
        ["Filter"] = "must must_not",
        ["Condition"] = "field has_id",
        ["FieldCondition"] = "key match",
        ["Match"] = "keyword keywords",
        ["RepeatedStrings"] = "strings",
        ["HasIdCondition"] = "has_id",
        ["SearchParams"] = "exact quantization",
        ["QuantizationSearchParams"] = "ignore rescore oversampling",
        ["CreateSnapshotRequest"] = "collection_name",
        ["DeleteSnapshotRequest"] = "collection_name snapshot_name",
    }.ToDictionary(entry => entry.Key, entry => entry.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>A field that is not known, or an empty condition; null when there is none.</summary>
    public static string? Problem(IMessage message)
    {
        string name = message.Descriptor.Name;
        if (!Fields.TryGetValue(name, out string[]? known))
        {
            return $"The Qdrant emulator does not know the message {name}.";
        }

        if (known is ["*"])
        {
            return null;
        }

        if (name == "Condition" && message.CalculateSize() == 0)
        {
            return "An empty condition: the server leaves it out of its filter without an error.";
        }

        foreach (FieldDescriptor field in message.Descriptor.Fields.InDeclarationOrder()
            .Where(field => PlainMessages.IsSet(message, field)))
        {
            if (!known.Contains(field.Name))
            {
                return $"The Qdrant emulator does not know {name}.{field.Name}.";
            }

            object value = field.Accessor.GetValue(message);
            IEnumerable<IMessage> parts = value switch
            {
                IMessage part => [part],
                IDictionary map => map.Values.OfType<IMessage>(),
                IEnumerable list when field.IsRepeated && field.FieldType == FieldType.Message => list.OfType<IMessage>(),
                _ => [],
            };
            if (parts.Select(Problem).FirstOrDefault(problem => problem is not null) is { } found)
            {
                return found;
            }
        }

        return null;
    }
}
