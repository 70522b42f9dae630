using System.Text.Json;
using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Matching.Tests.Generative;

/// <summary>Small listings of these tests.</summary>
internal static class SmallListings
{
    public static readonly ListingLimits Limits = MatchPrompt.Shipped.Limits;

    public static readonly ListingPair Drills = new(
        Of("d1", "Kestrel KX-210 cordless drill 18V, blue", ("brand", "Kestrel")), Of("d2", "KESTREL 18 V drill KX-210, free shipping"));

    public static ProductProfile Of(string id, string title, params (string Name, string Value)[] columns) => new()
    {
        Id = id,
        Title = title,
        Extra = columns.ToDictionary(column => column.Name, column => JsonSerializer.SerializeToElement(column.Value)),
    };

    public static ProductProfile Described(string id, string title, string description) =>
        new() { Id = id, Title = title, Description = description };

    public static ShownListing Shown(ProductProfile listing) => ShownListing.Of(listing, Limits);

    public static ShownListing Shown(string title) => Shown(Of("x", title));
}
