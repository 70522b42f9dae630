using System.Security.Cryptography;
using System.Text.Json;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Search;
using EpmRl.Retrieval.Server.Hosting;
using EpmRl.Retrieval.Server.Http;
using EpmRl.Retrieval.Server.Security;
using EpmRl.Retrieval.Server.Storage;
using EpmRl.Retrieval.Text;
using Microsoft.EntityFrameworkCore;

namespace EpmRl.Retrieval.Server.Review;

/// <summary>
/// Keeps the answers that need a person, most useful first, and the spans that no value of the taxonomy fits. Only where callers ask for
/// it;
/// bounded for each catalogue. Safe for concurrent callers.
/// </summary>
internal sealed class ReviewQueue(IDbContextFactory<ServerDatabase> databases, AuditLog audit, TimeProvider time)
{
    /// <summary>Most items of a catalogue; the least useful ones make room.</summary>
    public const int MostItems = 10_000;

    private const int MostSpans = 2_000; // clustered at a time
    private const int Tries = 5;
    private const double SameMeaning = 0.90; // cosine, as of near-duplicate values

    /// <summary>Takes in the answers that need review, and open values, of results that decisions were applied to.</summary>
    /// <param name="catalog">The catalogue.</param>
    /// <param name="listings">The listings.</param>
    /// <param name="results">Their results, in order.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task CollectAsync(
        string catalog, IReadOnlyList<ProductProfile> listings, IReadOnlyList<TagResult> results, CancellationToken cancellationToken)
    {
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var items = new Dictionary<string, ReviewItem>(StringComparer.Ordinal);
        var spans = new Dictionary<string, OpenSpan>(StringComparer.Ordinal);
        var texts = new Dictionary<string, ReviewText>(StringComparer.Ordinal);
        for (int i = 0; i < results.Count; i++)
        {
            string? category = results[i].Category.Id;
            foreach (AttributeAnswer answer in results[i].Attributes.Where(answer => answer.DecidedBy is null))
            {
                if (answer.Status == AnswerStatus.NeedsReview)
                {
                    string hash = Decision.HashOf(listings[i]);
                    string? id = Decision.IsOwnId(listings[i].Id) ? listings[i].Id : null;
                    ReviewItem item = ItemOf(catalog, id, hash, category, answer, results[i].TaxonomyVersion, now);
                    items[item.Id] = item;
                    texts[hash] = ReviewText.Of(catalog, hash, listings[i].Title, listings[i].Description, now);
                }

                foreach (string label in answer.Values.Concat(answer.Alternatives).Where(value => value.Open)
                    .Select(value => value.Label).Distinct())
                {
                    OpenSpan span = SpanOf(catalog, answer.AttributeId, label, category, now);
                    if (!spans.TryAdd(span.Id, span))
                    {
                        spans[span.Id].Count++;
                    }
                }
            }
        }

        for (int tries = 1; items.Count + spans.Count > 0; tries++)
        {
            try
            {
                await StoreAsync(catalog, items, spans, texts, cancellationToken);
                return;
            }
            catch (DbUpdateException) when (tries < Tries)
            {
                // Another request stored one of them between the look and the write.
            }
        }
    }

    /// <summary>A page of items, most useful first.</summary>
    /// <returns>The items with the texts of their listings; a text is null where it was deleted.</returns>
    public async Task<(IReadOnlyList<(ReviewItem Item, ReviewText? Text)> Page, string? Next)> ListAsync(
        string catalog, string? attribute, string? category, string? cursor, int? limit, CancellationToken cancellationToken)
    {
        int size = Paging.Size(limit);
        (double Usefulness, string Id)? after = ReadCursor(cursor);
        await using ServerDatabase database = await databases.CreateDbContextAsync(cancellationToken);
        IQueryable<ReviewItem> rows = database.Set<ReviewItem>().AsNoTracking().Where(row => row.Catalog == catalog);
        rows = attribute is null ? rows : rows.Where(row => row.AttributeId == attribute);
        rows = category is null ? rows : rows.Where(row => row.Category == category);
        rows = after is not var (usefulness, id)
            ? rows
#pragma warning disable RS0030 // becomes SQL; ids are hexadecimal digits, which every collation orders alike
            : rows.Where(row => row.Usefulness < usefulness || (row.Usefulness == usefulness && string.Compare(row.Id, id) > 0));
#pragma warning restore RS0030
        ReviewItem[] page =
            await rows.OrderByDescending(row => row.Usefulness).ThenBy(row => row.Id).Take(size + 1).ToArrayAsync(cancellationToken);
        string[] hashes = [.. page.Take(size).Select(item => item.TextHash).Distinct()];
        Dictionary<string, ReviewText> texts = await database.Set<ReviewText>().AsNoTracking()
            .Where(text => text.Catalog == catalog && hashes.Contains(text.Hash)).ToDictionaryAsync(text => text.Hash, cancellationToken);
        return (
            [.. page.Take(size).Select(item => (item, texts.GetValueOrDefault(item.TextHash)))],
            page.Length > size ? Paging.After(FormattableString.Invariant($"{page[size - 1].Usefulness:R}|{page[size - 1].Id}")) : null);
    }

    /// <summary>An item; null where there is none.</summary>
    public async Task<ReviewItem?> FindAsync(string catalog, string id, CancellationToken cancellationToken)
    {
        await using ServerDatabase database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Set<ReviewItem>().AsNoTracking()
            .FirstOrDefaultAsync(row => row.Id == id && row.Catalog == catalog, cancellationToken);
    }

    /// <summary>Removes items without a decision: one, or with the texts and spans all of the catalogue.</summary>
    /// <returns>How many items were removed.</returns>
    public async Task<int> RemoveAsync(string catalog, string? id, string by, CancellationToken cancellationToken)
    {
        await using ServerDatabase database = await databases.CreateDbContextAsync(cancellationToken);
        int removed = await database.Set<ReviewItem>().Where(row => row.Catalog == catalog && (id == null || row.Id == id))
            .ExecuteDeleteAsync(cancellationToken);
        if (id is null)
        {
            await database.Set<ReviewText>().Where(row => row.Catalog == catalog).ExecuteDeleteAsync(cancellationToken);
            await database.Set<OpenSpan>().Where(row => row.Catalog == catalog).ExecuteDeleteAsync(cancellationToken);
        }

        if (removed > 0 || id is null)
        {
            await audit.WriteAsync(by, catalog, "review.delete", id, new { removed }, cancellationToken);
        }

        return removed;
    }

    /// <summary>Deletes texts, items and spans that were not seen since a time.</summary>
    public async Task ExpireAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        long limit = before.ToUnixTimeMilliseconds();
        await using ServerDatabase database = await databases.CreateDbContextAsync(cancellationToken);
        await database.Set<ReviewItem>().Where(row => row.Time < limit).ExecuteDeleteAsync(cancellationToken);
        await database.Set<ReviewText>().Where(row => row.Time < limit).ExecuteDeleteAsync(cancellationToken);
        await database.Set<OpenSpan>().Where(row => row.Time < limit).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>Clusters the spans of an attribute that no value fits, by meaning: proposals of new values or spellings.</summary>
    /// <param name="catalog">The catalogue.</param>
    /// <param name="attribute">Id of the attribute.</param>
    /// <param name="limit">Most proposals.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The proposals, most frequent first.</returns>
    public async Task<IReadOnlyList<Proposal>> ProposeAsync(
        CatalogEngine catalog, string attribute, int limit, CancellationToken cancellationToken)
    {
        await using ServerDatabase database = await databases.CreateDbContextAsync(cancellationToken);
        OpenSpan[] spans = await database.Set<OpenSpan>().AsNoTracking()
            .Where(row => row.Catalog == catalog.Name && row.AttributeId == attribute)
            .OrderByDescending(row => row.Count).ThenBy(row => row.Id).Take(MostSpans).ToArrayAsync(cancellationToken);
        if (spans.Length == 0)
        {
            return [];
        }

        EmbeddingBatch vectors = await catalog.Encoder.EncodeAsync(
            [.. spans.Select(span => catalog.Encoder.Space.Prompts.ForQuery(span.Text))], cancellationToken);

        // The most frequent span of a meaning leads; rarer spellings join the nearest leader.
        var leaders = new List<(int Span, List<int> Members)>();
        for (int i = 0; i < spans.Length; i++)
        {
            (List<int>? members, double best) = (null, SameMeaning);
            foreach ((int leader, List<int> led) in leaders)
            {
                double cosine = DotProduct.Of(vectors[i].Span, vectors[leader].Span);
                (members, best) = cosine >= best ? (led, cosine) : (members, best);
            }

            if (members is null)
            {
                leaders.Add((i, [i]));
            }
            else
            {
                members.Add(i);
            }
        }

        var proposals = new List<Proposal>();
        foreach ((int leader, List<int> members) in leaders
            .OrderByDescending(one => one.Members.Sum(member => spans[member].Count)).Take(limit))
        {
            OpenSpan span = spans[leader];
            ValueSearchPage near = await catalog.Search.SearchAsync(
                new ValueQuery(span.Text) { Attribute = attribute, Merge = false, Limit = 3 }, cancellationToken);
            proposals.Add(new Proposal(
                attribute, span.Text, members.Sum(member => spans[member].Count), span.Category,
                [.. members.Select(member => spans[member].Text).Distinct(StringComparer.Ordinal)],
                [
                    .. near.Hits.DistinctBy(hit => hit.ValueId)
                        .Select(hit => new NearValue($"{hit.AttributeId}/{hit.ValueId}", hit.Label, Math.Round(hit.Score, 4))),
                ]));
        }

        return proposals;
    }

    private async Task StoreAsync(
        string catalog, Dictionary<string, ReviewItem> items, Dictionary<string, OpenSpan> spans, Dictionary<string, ReviewText> texts,
        CancellationToken cancellationToken)
    {
        await using ServerDatabase database = await databases.CreateDbContextAsync(cancellationToken);
        string[] itemIds = [.. items.Keys], spanIds = [.. spans.Keys], hashes = [.. texts.Keys];
        foreach (ReviewItem known in await database.Set<ReviewItem>().Where(row => itemIds.Contains(row.Id)).ToListAsync(cancellationToken))
        {
            ReviewItem seen = items[known.Id];
            (known.Answer, known.TaxonomyVersion, known.Time, known.Category) =
                (seen.Answer, seen.TaxonomyVersion, seen.Time, seen.Category);
            known.Usefulness = seen.Usefulness * (1 + Math.Log2(++known.Seen));
        }

        foreach (OpenSpan known in await database.Set<OpenSpan>().Where(row => spanIds.Contains(row.Id)).ToListAsync(cancellationToken))
        {
            (known.Count, known.Time) = (known.Count + spans[known.Id].Count, spans[known.Id].Time);
        }

        foreach (ReviewText known in await database.Set<ReviewText>()
            .Where(row => row.Catalog == catalog && hashes.Contains(row.Hash)).ToListAsync(cancellationToken))
        {
            known.Time = texts[known.Hash].Time;
        }

        database.AddRange(items.Values.Where(item => database.Set<ReviewItem>().Local.FindEntry(item.Id) is null).ToArray());
        database.AddRange(spans.Values.Where(span => database.Set<OpenSpan>().Local.FindEntry(span.Id) is null).ToArray());
        database.AddRange(texts.Values.Where(text => !database.Set<ReviewText>().Local.Any(row => row.Hash == text.Hash)).ToArray());
        await database.SaveChangesAsync(cancellationToken);
        int surplus = await database.Set<ReviewItem>().CountAsync(row => row.Catalog == catalog, cancellationToken) - MostItems;
        if (surplus > 0)
        {
            string[] least = await database.Set<ReviewItem>().Where(row => row.Catalog == catalog)
                .OrderBy(row => row.Usefulness).ThenBy(row => row.Id).Take(surplus).Select(row => row.Id).ToArrayAsync(cancellationToken);
            await database.Set<ReviewItem>().Where(row => least.Contains(row.Id)).ExecuteDeleteAsync(cancellationToken);
        }
    }

    // The nearer to the threshold of even odds, the more a person's answer teaches.
    private static ReviewItem ItemOf(
        string catalog, string? listing, string hash, string? category, AttributeAnswer answer, string version, long now) => new()
        {
            Id = Decision.IdOf(catalog, Decision.KeyOf(listing, hash), answer.AttributeId),
            Catalog = catalog,
            ListingId = listing,
            TextHash = hash,
            Category = category,
            AttributeId = answer.AttributeId,
            Answer = System.Text.Encoding.UTF8.GetString(TagResultJson.ToBytes(answer)),
            TaxonomyVersion = version,
            Seen = 1,
            Usefulness = 1 - Math.Abs((2 * (answer.Values is [var best, ..] ? best.Probability : 0.5)) - 1),
            Time = now,
        };

    private static OpenSpan SpanOf(string catalog, string attribute, string label, string? category, long now) => new()
    {
        Id = Convert.ToHexStringLower(SHA256.HashData(
            System.Text.Encoding.UTF8.GetBytes($"{catalog}\n{attribute}\n{TextKey.Of(label)}")).AsSpan(0, 16)),
        Catalog = catalog, AttributeId = attribute, Text = label.Replace('\0', '\ufffd'), Category = category, Count = 1, Time = now,
    };

    private static (double, string)? ReadCursor(string? cursor)
    {
        if (Paging.Read(cursor) is not { } key)
        {
            return null;
        }

        string[] parts = key.Split('|');
        return parts.Length == 2 && double.TryParse(parts[0], System.Globalization.CultureInfo.InvariantCulture, out double usefulness)
            ? (usefulness, parts[1])
            : throw RequestException.Invalid("'cursor' is not a cursor of this list.", "cursor");
    }
}

/// <summary>A value that the taxonomy may lack.</summary>
/// <param name="AttributeId">Id of the attribute.</param>
/// <param name="Span">The most frequent spelling.</param>
/// <param name="Count">How many listings had one of the spellings.</param>
/// <param name="Category">Id of the category of the first listing; null where it is not known.</param>
/// <param name="Spellings">The spellings of one meaning.</param>
/// <param name="Nearest">The values of the attribute that are nearest in spelling and meaning: it may be a spelling of one.</param>
internal sealed record Proposal(
    string AttributeId, string Span, int Count, string? Category, IReadOnlyList<string> Spellings, IReadOnlyList<NearValue> Nearest);

/// <summary>A value near a span.</summary>
/// <param name="Id">Its id, <c>attribute/value</c>.</param>
/// <param name="Label">Its label.</param>
/// <param name="Score">Spelling and meaning together, in [0, 1].</param>
internal sealed record NearValue(string Id, string Label, double Score);
