using System.Diagnostics;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Search;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>Measures value search by the rank of the first expected value.</summary>
/// <param name="index">The values.</param>
/// <param name="encoder">The index's encoder.</param>
internal sealed class SearchEvaluation(IVectorIndex index, ITextEncoder encoder)
{
    /// <summary>Number of places examined; a value beyond them counts as not found.</summary>
    public const int Depth = 10;

    private readonly ValueSearch search = new(index, encoder);

    /// <summary>Searches each query over all values, by spelling and meaning, and by meaning alone.</summary>
    /// <param name="queries">The queries.</param>
    /// <param name="cancellationToken">Checked between queries.</param>
    /// <returns>One result per query, in order.</returns>
    public async Task<IReadOnlyList<SearchResult>> RunAsync(
        IReadOnlyList<SearchQuery> queries, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(queries);
        EmbeddingBatch vectors = await encoder
            .EncodeAsync([.. queries.Select(query => encoder.Space.Prompts.ForQuery(query.Text))], cancellationToken).ConfigureAwait(false);
        var results = new SearchResult[queries.Count];
        for (int i = 0; i < results.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            long start = Stopwatch.GetTimestamp();
            ValueSearchPage page =
                await search.SearchAsync(new ValueQuery(queries[i].Text) { Limit = Depth }, cancellationToken).ConfigureAwait(false);
            TimeSpan took = Stopwatch.GetElapsedTime(start);
            IReadOnlyList<ValueHit> near =
                await index.SearchAsync(vectors[i], ValueFilter.None, Depth, cancellationToken).ConfigureAwait(false);
            ExpectedValue[] found = [.. page.Hits.Select(hit => new ExpectedValue(hit.AttributeId, hit.ValueId))];
            ILookup<int, ExpectedValue> others = page.Hits.SelectMany(hit => hit.Others, (hit, other) => (hit.Rank, other))
                .ToLookup(pair => pair.Rank - 1, pair => new ExpectedValue(pair.other.Attribute, pair.other.Value));
            results[i] = new SearchResult(
                queries[i],
                Rank(found.Index().Select(hit => others[hit.Index].Prepend(hit.Item)), queries[i]),
                Rank(near.Select(hit => (IEnumerable<ExpectedValue>)[new ExpectedValue(hit.AttributeId, hit.ValueId)]), queries[i]),
                found,
                took);
        }

        return results;
    }

    // A hit that combines values of several attributes is right if one of them is.
    private static int? Rank(IEnumerable<IEnumerable<ExpectedValue>> found, SearchQuery query)
    {
        int place = found.Index().FirstOrDefault(hit => hit.Item.Any(query.Expected.Contains), (-1, [])).Index;
        return place < 0 ? null : place + 1;
    }
}

/// <summary>The result of a query.</summary>
/// <param name="Query">The query.</param>
/// <param name="Rank">Place of the first expected value, from 1; null beyond <see cref="SearchEvaluation.Depth"/>.</param>
/// <param name="MeaningRank">The same by meaning alone, ignoring the spelling.</param>
/// <param name="Found">The values found, best first.</param>
/// <param name="Took">Duration of the search, including encoding the query.</param>
internal sealed record SearchResult(SearchQuery Query, int? Rank, int? MeaningRank, IReadOnlyList<ExpectedValue> Found, TimeSpan Took);
