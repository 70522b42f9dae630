using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Search;

/// <summary>Finds values in one version of an index. Safe for concurrent callers.</summary>
internal sealed class IndexSearch
{
    private const double MeaningWeight = 0.9; // meaning alone is never as sure as a spelling
    private const int MostNeighbours = 10_000;

    private readonly IVectorIndex index;
    private readonly ITextEncoder encoder;
    private readonly SpellingIndex spellings;
    private readonly CategoryTree tree;
    private readonly SharedValues shared;
    private readonly Lazy<SearchFilters> unfiltered;

    /// <summary>Joins an index and the encoder it was built with, and files every spelling of every value.</summary>
    /// <exception cref="SpaceMismatchException">The index was built with another encoder.</exception>
    public IndexSearch(IVectorIndex index, ITextEncoder encoder)
    {
        SpaceMismatchException.ThrowIfDifferent(index.Manifest, encoder.Space);
        this.index = index;
        this.encoder = encoder;
        spellings = new SpellingIndex(index.Taxonomy);
        tree = new CategoryTree(index.Taxonomy);
        shared = new SharedValues(index.Taxonomy, tree);
        unfiltered = new Lazy<SearchFilters>(() => SearchFilters.Of(new ValueQuery(""), index.Taxonomy, tree));
    }

    /// <summary>Searches.</summary>
    public async ValueTask<ValueSearchPage> SearchAsync(ValueQuery query, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(query.Text))
        {
            throw new InvalidRequestException("The query is empty. Give a label, an alias, an id, the beginning of one, or a description.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1, nameof(query));
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Neighbours, 1, nameof(query));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Neighbours, MostNeighbours, nameof(query));
        SearchFilters filters = query.Category is null && query.Attribute is null
            ? unfiltered.Value
            : SearchFilters.Of(query, index.Taxonomy, tree);
        string version = index.Manifest.Version;
        string hash = SearchCursor.HashOf(
            TextKey.Of(query.Text), filters.Within?.Id, query.IncludeBelow ? "" : "only",
            filters.NamedAttributes is null ? null : string.Join(',', filters.NamedAttributes.Order(StringComparer.Ordinal)),
            query.Status?.ToString(), query.Locale, query.Merge ? "" : "separate",
            query.Neighbours.ToString(System.Globalization.CultureInfo.InvariantCulture));
        int offset = query.Cursor is null ? 0 : SearchCursor.Read(query.Cursor, version, hash).Offset;

        string? corrected = spellings.Correct(query.Text);
        List<ValueSearchHit> all = await FindAsync(query, corrected, filters, cancellationToken).ConfigureAwait(false);
        var byAttribute = all.CountBy(hit => hit.AttributeId, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        List<ValueSearchHit> rows = query.Merge ? shared.Merge(all) : all;
        int end = (int)Math.Min((long)offset + query.Limit, rows.Count);
        return new ValueSearchPage(
            [.. rows.Index().Skip(offset).Take(query.Limit).Select(row => Complete(row.Item, row.Index + 1, filters, query.Locale))],
            rows.Count,
            [.. byAttribute
                .Select(count => new FacetCount(count.Key, count.Value))
                .OrderByDescending(count => count.Count)
                .ThenBy(count => count.Id, StringComparer.Ordinal)],
            tree.Count(filters.Within, byAttribute, filters.Categories),
            end < rows.Count ? new SearchCursor(version, hash, end).ToString() : null,
            version,
            corrected);
    }

    private async ValueTask<List<ValueSearchHit>> FindAsync(
        ValueQuery query, string? corrected, SearchFilters filters, CancellationToken cancellationToken)
    {
        var hits = new Dictionary<(string, string), ValueSearchHit>();
        Dictionary<(AttributeDefinition Attribute, TaxonomyValue Value), SpellingMatch> spelled = spellings.Find(query.Text, Admits);
        foreach (((AttributeDefinition attribute, TaxonomyValue value), SpellingMatch match) in spelled)
        {
            hits.Add((attribute.Id, value.Id), new ValueSearchHit(
                0, tree.FirstWith(attribute.Id, filters.Categories)!, attribute.Id, value.Id, value.Label,
                match.Match, match.Score, match, null, null));
        }

        IReadOnlyList<ValueHit> nearest = query.Status == ValueStatus.Deprecated
            ? []
            : await NearestAsync(query, corrected, filters, cancellationToken).ConfigureAwait(false);
        foreach ((int place, ValueHit near) in nearest.Index())
        {
            ValueSearchHit hit = hits.GetValueOrDefault((near.AttributeId, near.ValueId)) ?? new ValueSearchHit(
                0, near.CategoryId, near.AttributeId, near.ValueId, "", ValueMatch.Vector, 0, null, null, null);
            hits[(near.AttributeId, near.ValueId)] = hit with
            {
                CategoryId = near.CategoryId,
                Cosine = near.Score,
                MeaningRank = place + 1,
                Score = Join(hit.Spelling?.Score ?? 0, near.Score),
            };
        }

        List<ValueSearchHit> all = [.. hits.Values];
        all.Sort(BestFirst);
        return shared.CommonLast(all);

        bool Admits(Spelling spelling) =>
            (query.Status is null || spelling.Value.Status == query.Status)
            && (query.Locale is null || spelling.Locale is null || IsFor(query.Locale, spelling.Locale))
            && filters.Attributes.Contains(spelling.Attribute.Id);
    }

    // Either alone can carry a hit, and each adds to what the other leaves open.
    private static double Join(double spelling, float cosine) => 1 - ((1 - spelling) * (1 - (MeaningWeight * Math.Clamp(cosine, 0, 1))));

    private static int BestFirst(ValueSearchHit x, ValueSearchHit y)
    {
        int order = Kind(x.Match).CompareTo(Kind(y.Match));
        order = order != 0 ? order : y.Score.CompareTo(x.Score);
        order = order != 0 ? order : (y.Cosine ?? -1).CompareTo(x.Cosine ?? -1);
        order = order != 0 ? order : string.CompareOrdinal(x.AttributeId, y.AttributeId);
        return order != 0 ? order : string.CompareOrdinal(x.ValueId, y.ValueId);
    }

    private static ValueMatch Kind(ValueMatch match) => match == ValueMatch.Vector ? ValueMatch.Words : match;

    // A reader of de-AT reads labels of de-AT and de.
    private static bool IsFor(string reader, string locale) =>
        reader.StartsWith(locale, StringComparison.OrdinalIgnoreCase) && (reader.Length == locale.Length || reader[locale.Length] == '-');

    // An encoder makes little of a word with a typing error, so that the corrected query is asked too; of both, the nearer counts.
    private async ValueTask<IReadOnlyList<ValueHit>> NearestAsync(
        ValueQuery query, string? corrected, SearchFilters filters, CancellationToken cancellationToken)
    {
        string[] texts = corrected is null ? [query.Text] : [query.Text, corrected];
        EmbeddingBatch vectors = await encoder
            .EncodeAsync([.. texts.Select(encoder.Space.Prompts.ForQuery)], cancellationToken).ConfigureAwait(false);
        var filter = new ValueFilter
        {
            CategoryIds = filters.Categories,
            AttributeIds = filters.NamedAttributes,
            CandidatesByOneCategory = true,
        };
        IReadOnlyList<ValueHit> nearest =
            await index.SearchAsync(vectors[0], filter, query.Neighbours, cancellationToken).ConfigureAwait(false);
        return corrected is null
            ? nearest
            : [.. nearest
                .Concat(await index.SearchAsync(vectors[1], filter, query.Neighbours, cancellationToken).ConfigureAwait(false))
                .OrderByDescending(hit => hit.Score)
                .ThenBy(hit => hit.AttributeId, StringComparer.Ordinal)
                .ThenBy(hit => hit.ValueId, StringComparer.Ordinal)
                .DistinctBy(hit => (hit.AttributeId, hit.ValueId))
                .Take(query.Neighbours)];
    }

    private ValueSearchHit Complete(ValueSearchHit hit, int rank, SearchFilters filters, string? locale)
    {
        (int categories, string? common) =
            tree.Having(hit.Others.Select(other => other.Attribute).Prepend(hit.AttributeId), filters.Categories);
        return hit with { Rank = rank, Label = LabelOf(hit, locale), Categories = categories, CommonCategoryId = common };
    }

    private string LabelOf(ValueSearchHit hit, string? locale) =>
        index.Taxonomy.TryFindAttribute(hit.AttributeId, out AttributeDefinition? attribute)
        ? attribute.Values.First(value => value.Id == hit.ValueId).LabelIn(locale)
        : hit.ValueId;
}
