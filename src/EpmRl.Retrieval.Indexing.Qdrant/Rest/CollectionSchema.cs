using System.Text.Json;

namespace EpmRl.Retrieval.Indexing.Qdrant.Rest;

/// <summary>What a collection must look like to be read.</summary>
internal static class CollectionSchema
{
    /// <summary>How vectors are compared.</summary>
    public const string Distance = "Dot";

    /// <summary>The payload fields that filters use, all keywords; the first is the tenant.</summary>
    public static IReadOnlyList<string> IndexedFields { get; } = ["scope", "category_id", "attribute_id", "value_id", "key", "kind", "of"];

    /// <summary>Compares a collection with the version it should hold.</summary>
    /// <returns>What is wrong, in words; null when nothing is.</returns>
    public static string? ProblemOf(CollectionInfo info, string alias, IndexManifest manifest)
    {
        if ((info.Config.Metadata ?? new CollectionMetadata()).DifferenceFrom(alias, manifest) is { } different)
        {
            return different;
        }

        if (info.Config.Params.Vectors is not { ValueKind: JsonValueKind.Object } vectors
            || !vectors.TryGetProperty("size", out JsonElement size) || size.ValueKind != JsonValueKind.Number || size.GetInt64() != manifest.Dimension
            || !vectors.TryGetProperty("distance", out JsonElement distance) || distance.GetString() != Distance)
        {
            return $"its vectors are {info.Config.Params.Vectors?.GetRawText() ?? "missing"}, not {manifest.Dimension} numbers compared by {Distance}";
        }

        return MissingIndex(info) is { } field ? $"it has no keyword index of '{field}'" : null;
    }

    /// <summary>Whether a collection has 8-bit copies of its vectors.</summary>
    public static bool IsQuantized(CollectionInfo info) => info.Config.QuantizationConfig is { ValueKind: JsonValueKind.Object };

    /// <summary>A field without the index that it needs; null when all have theirs.</summary>
    public static string? MissingIndex(CollectionInfo info) => IndexedFields.FirstOrDefault(
        field => info.PayloadSchema?.TryGetValue(field, out PayloadIndex? index) != true || index!.DataType != "keyword");
}
