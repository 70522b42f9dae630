using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Matching.Tests.Measuring;

/// <summary>Makes measured pairs.</summary>
internal static class Measured
{
    /// <summary>A pair with a probability; it is called <c>same</c> from 0.5 on.</summary>
    public static MeasuredPair Pair(
        double probability, bool isSame, int product = 0, string left = "Lamp", string right = "Lamp", string category = "",
        IReadOnlyList<MatchReason>? reasons = null) => new(
        new ListingPair(Listing($"a{product}", left, category), Listing($"b{product}", right, category)),
        new PairDecision
        {
            A = $"a{product}",
            B = $"b{product}",
            Verdict = probability >= 0.5 ? MatchVerdict.Same : MatchVerdict.Different,
            Probability = probability,
            Reasons = reasons ?? [],
            Model = "test",
        },
        isSame, product);

    /// <summary>A listing with a price, where one is given.</summary>
    public static ProductProfile Listing(string id, string title, string category = "", string? price = null) => new()
    {
        Id = id,
        Title = title,
        Category = category.Length > 0 ? category : null,
        Extra = price is null
            ? new Dictionary<string, System.Text.Json.JsonElement>()
            : new Dictionary<string, System.Text.Json.JsonElement> { ["price"] = System.Text.Json.JsonElement.Parse($"\"{price}\"") },
    };
}
