using System.Collections.Concurrent;
using EpmRl.Retrieval.Server.Storage;
using Microsoft.EntityFrameworkCore;

namespace EpmRl.Retrieval.Server.Review;

/// <summary>
/// The decisions of the catalogues in memory, so that a look-up asks no database. Those of this process are seen at once; those of others
/// within about a second. Safe for concurrent callers.
/// </summary>
internal sealed class DecisionBook(IDbContextFactory<ServerDatabase> databases, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(2); // clocks of several machines differ

    private readonly ConcurrentDictionary<string, Page> pages = new(StringComparer.Ordinal);

    /// <summary>The decisions of a catalogue by id; changes while it is read.</summary>
    public async ValueTask<IReadOnlyDictionary<string, Decision>> OfAsync(string catalog, CancellationToken cancellationToken)
    {
        Page page = pages.GetOrAdd(catalog, static _ => new Page());
        if (page.Read is { } read && time.GetElapsedTime(read) < Fresh)
        {
            return page.Decisions;
        }

        // One caller reads; others take what is known, once anything is.
        if (page.Read is not null && page.Reading.CurrentCount == 0)
        {
            return page.Decisions;
        }

        await page.Reading.WaitAsync(cancellationToken);
        try
        {
            if (page.Read is not { } since || time.GetElapsedTime(since) >= Fresh)
            {
                await ReadAsync(catalog, page, cancellationToken);
            }
        }
        finally
        {
            page.Reading.Release();
        }

        return page.Decisions;
    }

    /// <summary>Takes in what this process stored.</summary>
    public void Note(IEnumerable<Decision> stored)
    {
        foreach (Decision decision in stored)
        {
            Take(pages.GetOrAdd(decision.Catalog, static _ => new Page()), decision);
        }
    }

    private async Task ReadAsync(string catalog, Page page, CancellationToken cancellationToken)
    {
        long now = time.GetTimestamp();
        await using ServerDatabase database = await databases.CreateDbContextAsync(cancellationToken);
        IQueryable<Decision> rows = database.Set<Decision>().AsNoTracking().Where(row => row.Catalog == catalog);
        if (page.Read is null)
        {
            rows = rows.Where(row => !row.IsDeleted);
        }
        else
        {
            string since = Guid.CreateVersion7(time.GetUtcNow() - Overlap).ToString("N")[..12] + new string('0', 20);
#pragma warning disable RS0030 // becomes SQL; ids are hexadecimal digits, which every collation orders alike
            rows = rows.Where(row => string.Compare(row.Changed, since) >= 0);
#pragma warning restore RS0030
        }

        await foreach (Decision row in rows.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            Take(page, row);
        }

        page.Read = now;
    }

    private static void Take(Page page, Decision decision)
    {
        lock (page)
        {
            if (page.Marks.TryGetValue(decision.Id, out string? known) && string.CompareOrdinal(known, decision.Changed) >= 0)
            {
                return;
            }

            page.Marks[decision.Id] = decision.Changed;
            if (decision.IsDeleted)
            {
                page.Decisions.TryRemove(decision.Id, out _);
            }
            else
            {
                page.Decisions[decision.Id] = decision;
            }
        }
    }

    private sealed class Page
    {
        public ConcurrentDictionary<string, Decision> Decisions { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, string> Marks { get; } = new(StringComparer.Ordinal); // of every change that was taken in

        public SemaphoreSlim Reading { get; } = new(1, 1);

        public long? Read { get; set; }
    }
}
