using Qdrant.Client.Grpc;

namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>The layout a collection needs to be readable.</summary>
internal static class CollectionSchema
{
    /// <summary>How vectors are compared.</summary>
    public const Distance Distance = global::Qdrant.Client.Grpc.Distance.Dot;

    /// <summary>Compares a collection with the version it should hold.</summary>
    /// <returns>The fault, in words; null when there is none.</returns>
    public static string? ProblemOf(CollectionInfo info, string alias, IndexManifest manifest)
    {
        if (CollectionMetadata.From(info).DifferenceFrom(alias, manifest) is { } different)
        {
            return different;
        }

        VectorParams? vectors = info.Config?.Params?.VectorsConfig?.Params;
        if (vectors is null || vectors.Size != (ulong)manifest.Dimension || vectors.Distance != Distance)
        {
            return $"its vectors are {vectors?.ToString() ?? "missing"}, not {manifest.Dimension} numbers compared by {Distance}";
        }

        return MissingIndex(info) is { } field ? $"it has no keyword index of '{field}'" : null;
    }

    /// <summary>Whether a collection has 8-bit copies of its vectors.</summary>
    public static bool IsQuantized(CollectionInfo info) =>
        info.Config?.QuantizationConfig is { QuantizationCase: not QuantizationConfig.QuantizationOneofCase.None };

    /// <summary>A field that lacks its required index; null when none does.</summary>
    public static string? MissingIndex(CollectionInfo info) => PayloadFields.Indexed.FirstOrDefault(
        field => !info.PayloadSchema.TryGetValue(field, out PayloadSchemaInfo? index) || index.DataType != PayloadSchemaType.Keyword);
}
