using System.Security.Cryptography;
using System.Text.Json;
using EpmRl.Retrieval.Catalog;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EpmRl.Retrieval.Server.Review;

/// <summary>What a person decided about an attribute of a listing.</summary>
internal enum DecisionAction
{
    /// <summary>The engine's values are right.</summary>
    Accept,

    /// <summary>Other values are right.</summary>
    Correct,

    /// <summary>The listing has no value of the attribute.</summary>
    Reject,
}

/// <summary>
/// A decision as the database holds it: one for each listing and attribute, the newest by its author's time. It holds no text of the
/// listing. Times are milliseconds since 1970.
/// </summary>
internal sealed class Decision
{
    /// <summary>Hash of catalogue, listing and attribute.</summary>
    public string Id { get; set; } = "";

    /// <summary>The catalogue.</summary>
    public string Catalog { get; set; } = "";

    /// <summary>The caller's id of the listing; null where the text alone names it.</summary>
    public string? ListingId { get; set; }

    /// <summary>Hash of the listing's text; null where the id alone names it.</summary>
    public string? TextHash { get; set; }

    /// <summary>Id of the attribute.</summary>
    public string AttributeId { get; set; } = "";

    /// <summary>What was decided.</summary>
    public DecisionAction Action { get; set; }

    /// <summary>Ids of the values within the attribute, or labels of open values, as a JSON array; empty for a rejection.</summary>
    public string Values { get; set; } = "[]";

    /// <summary>Why; null for none.</summary>
    public string? Reason { get; set; }

    /// <summary>Who.</summary>
    public string Author { get; set; } = "";

    /// <summary>When, by the author.</summary>
    public long Time { get; set; }

    /// <summary>The taxonomy whose ids it names.</summary>
    public string TaxonomyVersion { get; set; } = "";

    /// <summary>Id of the listing's category; null where it was not stated.</summary>
    public string? Category { get; set; }

    /// <summary>Grows with each change; other processes read what is newer than they know.</summary>
    public string Changed { get; set; } = "";

    /// <summary>Whether it was taken back; the row stays, so that other processes see it.</summary>
    public bool IsDeleted { get; set; }

    /// <summary>The ids or labels.</summary>
    public string[] ValueList => JsonSerializer.Deserialize<string[]>(Values) ?? [];

    /// <summary>The id of a decision.</summary>
    /// <param name="catalog">The catalogue.</param>
    /// <param name="key">The listing: <see cref="KeyOf"/>.</param>
    /// <param name="attribute">Id of the attribute.</param>
    public static string IdOf(string catalog, string key, string attribute) =>
        Hash($"{catalog}\n{attribute}\n{key}");

    /// <summary>What names a listing: its id where the caller gave one, else its text.</summary>
    public static string KeyOf(string? listingId, string? textHash) => listingId is null ? $"text:{textHash}" : $"id:{listingId}";

    /// <summary>Hash of a listing's text, by which listings without an id are recognised.</summary>
    public static string HashOf(string title, string description) => Hash($"{title.Trim()}\n{description.Trim()}");

    /// <summary>Whether an id is the caller's own, and not one that a reader gave a row without one.</summary>
    public static bool IsOwnId(string id) =>
        !(id.StartsWith("line-", StringComparison.Ordinal) && id.Length > 5 && id.AsSpan(5).IndexOfAnyExceptInRange('0', '9') < 0);

    /// <summary>The hash of a listing's text.</summary>
    public static string HashOf(ProductProfile listing) => HashOf(listing.Title, listing.Description);

    private static string Hash(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
}

/// <summary>Maps decisions to their table.</summary>
internal sealed class DecisionMapping : IEntityTypeConfiguration<Decision>
{
    public void Configure(EntityTypeBuilder<Decision> decision)
    {
        decision.ToTable("decisions");
        decision.HasKey(row => row.Id);
        decision.Property(row => row.Action).HasConversion<string>();
        decision.Property(row => row.Changed).IsConcurrencyToken();
        decision.Ignore(row => row.ValueList);
    }
}
