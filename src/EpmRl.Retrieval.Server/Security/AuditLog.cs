using System.Text.Json;
using EpmRl.Retrieval.Server.Api;
using EpmRl.Retrieval.Server.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EpmRl.Retrieval.Server.Security;

/// <summary>An entry of the audit log. It never holds the text of a listing, or a key.</summary>
internal sealed class AuditEntry
{
    /// <summary>32 hexadecimal digits that grow with time.</summary>
    public string Id { get; set; } = "";

    /// <summary>When, in milliseconds since 1970.</summary>
    public long Time { get; set; }

    /// <summary>Who.</summary>
    public string Who { get; set; } = "";

    /// <summary>The catalogue; null for what concerns the whole service.</summary>
    public string? Catalog { get; set; }

    /// <summary>What was done, such as <c>taxonomy.publish</c>.</summary>
    public string Action { get; set; } = "";

    /// <summary>What it was done to; null for none.</summary>
    public string? Target { get; set; }

    /// <summary>More as JSON; null for none.</summary>
    public string? Detail { get; set; }
}

/// <summary>Keeps who did what: every edit, publication, reindex, rollback, swap, decision, key and deletion. Safe for concurrent callers.</summary>
internal sealed class AuditLog(IDbContextFactory<ServerDatabase> databases, TimeProvider time)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Adds an entry to what a context saves, so that both are saved or neither.</summary>
    public void Add(ServerDatabase database, string who, string? catalog, string action, string? target, object? detail = null) =>
        database.Add(Entry(time.GetUtcNow(), who, catalog, action, target, detail));

    /// <summary>Writes an entry about something outside the database.</summary>
    public async Task WriteAsync(
        string who, string? catalog, string action, string? target, object? detail, CancellationToken cancellationToken)
    {
        await using ServerDatabase database = await databases.CreateDbContextAsync(cancellationToken);
        Add(database, who, catalog, action, target, detail);
        await database.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Makes an entry.</summary>
    public static AuditEntry Entry(DateTimeOffset now, string who, string? catalog, string action, string? target, object? detail) => new()
    {
        Id = Guid.CreateVersion7(now).ToString("N"),
        Time = now.ToUnixTimeMilliseconds(),
        Who = who,
        Catalog = catalog,
        Action = action,
        Target = target,
        Detail = detail is null ? null : JsonSerializer.Serialize(detail, Json),
    };

    /// <summary>A page of entries, newest first.</summary>
    /// <param name="filter">Which entries.</param>
    /// <param name="cursor">Where the page begins; null for the newest.</param>
    /// <param name="limit">Most entries; null for the default.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public async Task<AuditPage> ListAsync(AuditFilter filter, string? cursor, int? limit, CancellationToken cancellationToken)
    {
        int size = Paging.Size(limit);
        string? before = Paging.Read(cursor);
        await using ServerDatabase database = await databases.CreateDbContextAsync(cancellationToken);
        IQueryable<AuditEntry> entries = database.Set<AuditEntry>().AsNoTracking();
        entries = before is null ? entries : entries.Where(entry => string.Compare(entry.Id, before) < 0);
        entries = filter.Who is null ? entries : entries.Where(entry => entry.Who == filter.Who);
        entries = filter.Action is null ? entries : entries.Where(entry => entry.Action == filter.Action);
        entries = filter.Target is null ? entries : entries.Where(entry => entry.Target == filter.Target);
        entries = filter.Since is not { } since ? entries : entries.Where(entry => entry.Time >= since.ToUnixTimeMilliseconds());
        entries = filter.Until is not { } until ? entries : entries.Where(entry => entry.Time < until.ToUnixTimeMilliseconds());
        entries = filter.Catalogs.Count == 0 ? entries : entries.Where(entry => filter.Catalogs.Contains(entry.Catalog));
        AuditEntry[] page = await entries.OrderByDescending(entry => entry.Id).Take(size + 1).ToArrayAsync(cancellationToken);
        return new AuditPage(
            [
                .. page.Take(size).Select(entry => new AuditBody(
                    DateTimeOffset.FromUnixTimeMilliseconds(entry.Time), entry.Who, entry.Catalog, entry.Action, entry.Target,
                    entry.Detail is null ? null : JsonDocument.Parse(entry.Detail).RootElement)),
            ],
            page.Length > size ? Paging.After(page[size - 1].Id) : null);
    }
}

/// <summary>Which entries of the audit log.</summary>
/// <param name="Who">Of this caller; null for all.</param>
/// <param name="Action">Of this action; null for all.</param>
/// <param name="Target">Done to this; null for all.</param>
/// <param name="Since">From this time on; null for all.</param>
/// <param name="Until">Before this time; null for all.</param>
/// <param name="Catalogs">Of these catalogues; empty for all.</param>
internal sealed record AuditFilter(
    string? Who, string? Action, string? Target, DateTimeOffset? Since, DateTimeOffset? Until, IReadOnlyList<string?> Catalogs);

/// <summary>A page of the audit log.</summary>
/// <param name="Entries">The entries, newest first.</param>
/// <param name="NextCursor">Cursor of the next page; null on the last.</param>
internal sealed record AuditPage(IReadOnlyList<AuditBody> Entries, string? NextCursor);

/// <summary>An entry of the audit log.</summary>
/// <param name="Time">When.</param>
/// <param name="Who">Who.</param>
/// <param name="Catalog">The catalogue; null for what concerns the whole service.</param>
/// <param name="Action">What was done.</param>
/// <param name="Target">What it was done to; null for none.</param>
/// <param name="Detail">More; null for none.</param>
internal sealed record AuditBody(DateTimeOffset Time, string Who, string? Catalog, string Action, string? Target, JsonElement? Detail);

/// <summary>Maps the audit log to its table.</summary>
internal sealed class AuditMapping : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> entry)
    {
        entry.ToTable("audit");
        entry.HasKey(row => row.Id);
    }
}
