using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EpmRl.Retrieval.Server.Security;

/// <summary>
/// A key of the API as the database holds it: the hash of its secret, never the secret. Times are milliseconds since 1970, so that SQLite
/// orders them.
/// </summary>
internal sealed class ApiKey
{
    private const string Prefix = "epk_";
    private const int IdBytes = 6;
    private const int SecretBytes = 32;

    /// <summary>Its public part: 12 hexadecimal digits.</summary>
    public string Id { get; set; } = "";

    /// <summary>What people call it; the author of what it does.</summary>
    public string Name { get; set; } = "";

    /// <summary>SHA-256 of the secret. A secret of 256 random bits needs no slow hash.</summary>
    public byte[] Hash { get; set; } = [];

    /// <summary>What it allows.</summary>
    public KeyScope Scope { get; set; }

    /// <summary>Names of the catalogues that it allows, separated by commas; empty for all.</summary>
    public string Catalogs { get; set; } = "";

    /// <summary>Requests a minute; null for the service's limit.</summary>
    public int? RequestsPerMinute { get; set; }

    /// <summary>When it was made.</summary>
    public long Created { get; set; }

    /// <summary>Who made it.</summary>
    public string CreatedBy { get; set; } = "";

    /// <summary>When it ends; null for never.</summary>
    public long? Expires { get; set; }

    /// <summary>When it was used last, to the hour; null for never.</summary>
    public long? LastUsed { get; set; }

    /// <summary>When it was revoked; null where it was not.</summary>
    public long? Revoked { get; set; }

    /// <summary>The catalogues that it allows; empty for all.</summary>
    public string[] CatalogNames => Catalogs.Split(',', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Makes a key.</summary>
    /// <returns>The key, and its text <c>epk_id_secret</c>, which nobody can compute again.</returns>
    public static (ApiKey Key, string Text) Make(string name, KeyScope scope, IReadOnlyList<string> catalogs, string by, DateTimeOffset now)
    {
        string id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes));
        string secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        var key = new ApiKey
        {
            Id = id, Name = name, Hash = HashOf(secret), Scope = scope, Catalogs = string.Join(',', catalogs), CreatedBy = by,
            Created = now.ToUnixTimeMilliseconds(),
        };
        return (key, $"{Prefix}{id}_{secret}");
    }

    /// <summary>Splits the text of a key.</summary>
    /// <returns>False for a text of another form.</returns>
    public static bool TryParse(string text, out string id, out string secret)
    {
        const int End = 4 + (IdBytes * 2); // of the id
        bool fits = text.Length is > End + 1 and < 200 && text.StartsWith(Prefix, StringComparison.Ordinal) && text[End] == '_';
        (id, secret) = fits ? (text[Prefix.Length..End], text[(End + 1)..]) : ("", "");
        return fits;
    }

    /// <summary>Whether a secret is the key's; takes the same time for every secret.</summary>
    public bool Fits(string secret) => CryptographicOperations.FixedTimeEquals(HashOf(secret), Hash);

    /// <summary>Whether it may be used at a time.</summary>
    public bool IsActive(DateTimeOffset now) =>
        Revoked is null && (Expires is not { } end || now.ToUnixTimeMilliseconds() < end);

    private static byte[] HashOf(string secret) => SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(secret));
}

/// <summary>Maps keys to their table.</summary>
internal sealed class ApiKeyMapping : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> key)
    {
        key.ToTable("api_keys");
        key.HasKey(row => row.Id);
        key.Property(row => row.Scope).HasConversion<string>();
        key.Ignore(row => row.CatalogNames);
    }
}
