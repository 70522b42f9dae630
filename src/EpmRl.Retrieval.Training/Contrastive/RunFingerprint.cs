using System.Security.Cryptography;
using System.Text.Json;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Training.Contrastive;

/// <summary>What decides the steps of a run. A checkpoint goes on with the same alone.</summary>
internal static class RunFingerprint
{
    // These change how fast a run is, not what it does, but for the last bits of sums.
    private static readonly string[] OfNoConsequence =
    [
        nameof(EncoderTrainingOptions.CheckpointInterval), nameof(EncoderTrainingOptions.CacheMebibytes),
        nameof(EncoderTrainingOptions.Threads), nameof(EncoderTrainingOptions.Device),
    ];

    /// <summary>Names and values, in order: the options, and hashes of data, taxonomy and base.</summary>
    public static SortedDictionary<string, string> Of(
        EncoderTrainingOptions options, IReadOnlyList<LabelledListing> listings, ProductTaxonomy taxonomy, EncoderManifest baseModel)
    {
        var parts = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["data"] = HashOf(listings),
            ["taxonomy"] = taxonomy.Version,
            ["base"] = baseModel.Files[ModelFiles.Weights],
        };
        foreach (JsonProperty option in JsonSerializer.SerializeToElement(options).EnumerateObject().Where(option => !OfNoConsequence.Contains(option.Name)))
        {
            parts.Add(option.Name, option.Value.GetRawText());
        }

        return parts;
    }

    /// <summary>SHA-256 of listings and labels, lower-case hex.</summary>
    public static string HashOf(IReadOnlyList<LabelledListing> listings)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (LabelledListing listing in listings)
        {
            hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(new
            {
                listing.Profile.Title,
                listing.Profile.Description,
                listing.Category,
                listing.Group,
                Gold = listing.Gold.OrderBy(gold => gold.Key, StringComparer.Ordinal),
            }));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
