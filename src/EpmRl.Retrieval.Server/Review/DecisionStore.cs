using System.Runtime.CompilerServices;
using EpmRl.Retrieval.Server.Http;
using EpmRl.Retrieval.Server.Security;
using EpmRl.Retrieval.Server.Storage;
using Microsoft.EntityFrameworkCore;

namespace EpmRl.Retrieval.Server.Review;

/// <summary>
/// Stores decisions: of two about one attribute of one listing the newer one counts, by the time of its author; of two of one time, the one
/// stored later. Safe for concurrent callers.
/// </summary>
internal sealed class DecisionStore(
    IDbContextFactory<ServerDatabase> databases, AuditLog audit, DecisionBook book, TimeProvider time)
{
    private const int Batch = 500;
    private const int Tries = 5;

    /// <summary>Stores decisions, all or none, with their entries in the audit log; those that an item waited for leave the
    /// queue.</summary>
    /// <param name="decisions">The decisions; of one id, the newest is taken.</param>
    /// <param name="by">Who stores them.</param>
    /// <param name="texts">Texts of listings to keep for training, until the retention time.</param>
    /// <param name="cancellationToken">Cancels the call before anything is stored.</param>
    /// <returns>How many are newer than what was stored.</returns>
    public async Task<int> PutAsync(
        IReadOnlyList<Decision> decisions, string by, IReadOnlyList<ReviewText> texts, CancellationToken cancellationToken)
    {
        Decision[] wanted = [.. decisions.GroupBy(one => one.Id).Select(group => group.MaxBy(one => one.Time)!)];
        for (int tries = 1; ; tries++)
        {
            try
            {
                Decision[] stored = await TryPutAsync(wanted, by, texts, cancellationToken);
                book.Note(stored);
                return stored.Length;
            }
            catch (DbUpdateException) when (tries < Tries)
            {
                // Another process stored one of them between the look and the write: look again.
            }
        }
    }

    /// <summary>Takes a decision back; the engine's answer counts again.</summary>
    /// <returns>False where there is none.</returns>
    public async Task<bool> DeleteAsync(string catalog, string id, string by, CancellationToken cancellationToken)
    {
        await using ServerDatabase database = await databases.CreateDbContextAsync(cancellationToken);
        if (await database.Set<Decision>().FirstOrDefaultAsync(
            row => row.Id == id && row.Catalog == catalog && !row.IsDeleted, cancellationToken) is not { } found)
        {
            return false;
        }

        (found.IsDeleted, found.Time, found.Changed) = (true, time.GetUtcNow().ToUnixTimeMilliseconds(), NewMark());
        audit.Add(database, by, catalog, "decision.delete", id, new { found.AttributeId });
        await database.SaveChangesAsync(cancellationToken);
        book.Note([found]);
        return true;
    }

    /// <summary>A page of decisions, ordered by id.</summary>
    public async Task<(IReadOnlyList<Decision> Page, string? Next)> ListAsync(
        string catalog, string? attribute, string? listing, string? author, string? cursor, int? limit, CancellationToken cancellationToken)
    {
        int size = Paging.Size(limit);
        string? after = Paging.Read(cursor);
        await using ServerDatabase database = await databases.CreateDbContextAsync(cancellationToken);
        IQueryable<Decision> rows = database.Set<Decision>().AsNoTracking().Where(row => row.Catalog == catalog && !row.IsDeleted);
        rows = attribute is null ? rows : rows.Where(row => row.AttributeId == attribute);
        rows = listing is null ? rows : rows.Where(row => row.ListingId == listing);
        rows = author is null ? rows : rows.Where(row => row.Author == author);
#pragma warning disable RS0030 // becomes SQL; ids are hexadecimal digits, which every collation orders alike
        rows = after is null ? rows : rows.Where(row => string.Compare(row.Id, after) > 0);
#pragma warning restore RS0030
        Decision[] page = await rows.OrderBy(row => row.Id).Take(size + 1).ToArrayAsync(cancellationToken);
        return ([.. page.Take(size)], page.Length > size ? Paging.After(page[size - 1].Id) : null);
    }

    /// <summary>All decisions of a catalogue with the texts that are still kept, ordered by id.</summary>
    public async IAsyncEnumerable<(Decision Decision, ReviewText? Text)> AllAsync(
        string catalog, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? cursor = null;
        do
        {
            (IReadOnlyList<Decision> page, cursor) = await ListAsync(catalog, null, null, null, cursor, Paging.Most, cancellationToken);
            await using ServerDatabase database = await databases.CreateDbContextAsync(cancellationToken);
            string[] hashes = [.. page.Select(one => one.TextHash).OfType<string>().Distinct()];
            Dictionary<string, ReviewText> texts = await database.Set<ReviewText>().AsNoTracking()
                .Where(text => text.Catalog == catalog && hashes.Contains(text.Hash))
                    .ToDictionaryAsync(text => text.Hash, cancellationToken);
            foreach (Decision one in page)
            {
                yield return (one, one.TextHash is null ? null : texts.GetValueOrDefault(one.TextHash));
            }
        }
        while (cursor is not null);
    }

    private async Task<Decision[]> TryPutAsync(
        Decision[] wanted, string by, IReadOnlyList<ReviewText> texts, CancellationToken cancellationToken)
    {
        await using ServerDatabase database = await databases.CreateDbContextAsync(cancellationToken);
        var known = new Dictionary<string, Decision>(StringComparer.Ordinal);
        foreach (string[] ids in wanted.Select(one => one.Id).Chunk(Batch))
        {
            foreach (Decision row in await database.Set<Decision>().Where(row => ids.Contains(row.Id)).ToListAsync(cancellationToken))
            {
                known.Add(row.Id, row);
            }

            database.RemoveRange(await database.Set<ReviewItem>().Where(item => ids.Contains(item.Id)).ToListAsync(cancellationToken));
        }

        var stored = new List<Decision>();
        foreach (Decision one in wanted)
        {
            if (known.TryGetValue(one.Id, out Decision? row))
            {
                if (row.Time > one.Time || IsSame(row, one))
                {
                    continue;
                }

                one.Changed = NewMark();
                database.Entry(row).CurrentValues.SetValues(one);
            }
            else
            {
                one.Changed = NewMark();
                database.Add(one);
            }

            stored.Add(one);
            audit.Add(
                database, by, one.Catalog, "decision.put", one.Id,
                new { one.AttributeId, Action = one.Action.ToString(), Values = one.ValueList, one.Author });
        }

        foreach (ReviewText text in texts.DistinctBy(text => (text.Catalog, text.Hash)))
        {
            if (await database.FindAsync<ReviewText>([text.Catalog, text.Hash], cancellationToken) is { } kept)
            {
                kept.Time = text.Time;
            }
            else
            {
                database.Add(text);
            }
        }

        await database.SaveChangesAsync(CancellationToken.None); // all or none
        return [.. stored];
    }

    // The same decision again, as an import that is repeated sends it.
    private static bool IsSame(Decision row, Decision one) =>
        row.Time == one.Time && !row.IsDeleted && row.Action == one.Action && row.Values == one.Values && row.Author == one.Author
        && row.Reason == one.Reason;

    private string NewMark() => Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
}
