using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Search;

/// <summary>Finds values of the taxonomy by a free text: first those that are spelled so, then those that mean it. Safe for concurrent callers.</summary>
public sealed class ValueSearch
{
    // More than are asked for, so that values found by their spelling carry their cosine too.
    private const int NeighboursPerHit = 4;

    private readonly IVectorIndex index;
    private readonly ITextEncoder encoder;
    private readonly Vocabulary vocabulary;
    private readonly Dictionary<string, string> firstCategory = new(StringComparer.Ordinal);

    /// <summary>Joins an index and the encoder it was built with.</summary>
    /// <exception cref="SpaceMismatchException">The index was built with another encoder.</exception>
    public ValueSearch(IVectorIndex index, ITextEncoder encoder)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(encoder);
        SpaceMismatchException.ThrowIfDifferent(index.Manifest, encoder.Space);
        this.index = index;
        this.encoder = encoder;
        vocabulary = new Vocabulary(index.Taxonomy);
        foreach (Category category in index.Taxonomy.Categories)
        {
            foreach (AttributeDefinition attribute in category.Attributes)
            {
                firstCategory.TryAdd(attribute.Id, category.Id);
            }
        }
    }

    /// <summary>Searches.</summary>
    /// <param name="query">A label, an alias, the beginning of one, or a description.</param>
    /// <param name="category">Id, path or unambiguous name of the category to search in; null for all.</param>
    /// <param name="attribute">Id or name of the attribute to search in; a name may mean several attributes; null for all.</param>
    /// <param name="limit">How many to return, best first; at least 1.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>At most <paramref name="limit"/> values, each (attribute, value) once; ties by cosine, then by ids.</returns>
    /// <exception cref="ArgumentException">The query is empty, or there is no such category or attribute; names the closest.</exception>
    public async ValueTask<IReadOnlyList<ValueSearchHit>> SearchAsync(
        string query, string? category = null, string? attribute = null, int limit = 10, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        Category? within = category is null ? null : FindCategory(category);
        HashSet<string>? attributes = attribute is null ? null : FindAttributes(attribute, within);
        HashSet<string>? allowed = attributes ?? within?.Attributes.Select(one => one.Id).ToHashSet(StringComparer.Ordinal);

        var found = vocabulary.Find(query);
        var hits = new Dictionary<(string, string), ValueSearchHit>();
        foreach (((string attributeId, string valueId), (ValueMatch match, string text, double score)) in found)
        {
            if (firstCategory.TryGetValue(attributeId, out string? first) && allowed?.Contains(attributeId) != false)
            {
                hits.Add((attributeId, valueId), new ValueSearchHit(within?.Id ?? first, attributeId, valueId, match, text, score, null));
            }
        }

        foreach (ValueHit near in await NearestAsync(query, within, attributes, limit, cancellationToken).ConfigureAwait(false))
        {
            (string, string) key = (near.AttributeId, near.ValueId);
            hits[key] = hits.TryGetValue(key, out ValueSearchHit? spelled)
                ? spelled with { CategoryId = near.CategoryId, Cosine = near.Score }
                : new ValueSearchHit(
                    near.CategoryId, near.AttributeId, near.ValueId, ValueMatch.Vector, null, 0.9 * Math.Clamp(near.Score, 0, 1), near.Score);
        }

        return [.. hits.Values
            .OrderByDescending(hit => hit.Score)
            .ThenByDescending(hit => hit.Cosine ?? -1)
            .ThenBy(hit => hit.AttributeId, StringComparer.Ordinal)
            .ThenBy(hit => hit.ValueId, StringComparer.Ordinal)
            .Take(limit)];
    }

    private async ValueTask<IReadOnlyList<ValueHit>> NearestAsync(
        string query, Category? within, HashSet<string>? attributes, int limit, CancellationToken cancellationToken)
    {
        EmbeddingBatch vector = await encoder.EncodeAsync([encoder.Space.Prompts.ForQuery(query)], cancellationToken).ConfigureAwait(false);
        int neighbours = (int)Math.Min((long)limit * NeighboursPerHit, int.MaxValue);
        if (attributes is null)
        {
            return await index.SearchAsync(vector[0], new ValueFilter(within?.Id), neighbours, cancellationToken).ConfigureAwait(false);
        }

        var hits = new List<ValueHit>();
        foreach (string attribute in attributes)
        {
            hits.AddRange(await index
                .SearchAsync(vector[0], new ValueFilter(within?.Id, attribute), neighbours, cancellationToken).ConfigureAwait(false));
        }

        return hits;
    }

    private Category FindCategory(string name) => index.Taxonomy.TryFindCategory(name, out Category? category)
        ? category
        : throw new ArgumentException(
            index.Taxonomy.Categories.Where(one => TextKey.Of(one.Name) == TextKey.Of(name)).ToArray() is { Length: > 1 } several
                ? $"Several categories are called '{name}': {string.Join(", ", several.Take(5).Select(one => $"'{one.Path}'"))}. Give the path or the id."
                : $"Unknown category '{name}'.{ClosestName.Hint(name, [.. index.Taxonomy.Categories.Select(one => one.Name)])}",
            nameof(name));

    private HashSet<string> FindAttributes(string name, Category? within)
    {
        IReadOnlyList<AttributeDefinition> candidates = within?.Attributes ?? index.Taxonomy.Attributes;
        AttributeDefinition[] found = [.. candidates.Where(one => one.Id == name)];
        if (found.Length == 0)
        {
            string key = TextKey.Of(name);
            found = [.. candidates.Where(one => TextKey.Of(one.Name) == key)];
        }

        return found.Length > 0
            ? found.Select(one => one.Id).ToHashSet(StringComparer.Ordinal)
            : throw new ArgumentException(
                $"Unknown attribute '{name}'{(within is null ? "" : $" of category '{within.Name}'")}." +
                ClosestName.Hint(name, [.. candidates.Select(one => one.Name).Distinct(StringComparer.Ordinal)]),
                nameof(name));
    }
}
