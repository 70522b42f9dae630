using System.Security.Cryptography;
using System.Text.Json;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Training.Contrastive;

/// <summary>The inputs that determine the steps of a run. A checkpoint resumes only with the same inputs.</summary>
internal static class RunFingerprint
{
    // These change the speed of a run, not its result, except for the last bits of sums.
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
        JsonElement.ObjectEnumerator all = JsonSerializer.SerializeToElement(options).EnumerateObject();
        foreach (JsonProperty option in all.Where(option => !OfNoConsequence.Contains(option.Name)))
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
