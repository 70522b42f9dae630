using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Indexing;

/// <summary>The vectors of a taxonomy's values, searchable by category and attribute. Safe for concurrent readers.</summary>
public interface IVectorIndex : IDisposable
{
    /// <summary>What the index was built from.</summary>
    IndexManifest Manifest { get; }

    /// <summary>The taxonomy that the index was built from; answers use its ids.</summary>
    ProductTaxonomy Taxonomy { get; }

    /// <summary>Scores an item against the values of a category, per attribute.</summary>
    /// <param name="item">Unit vector, [D].</param>
    /// <param name="categoryId">Id of the category.</param>
    /// <param name="limit">Values per attribute, best first; at least 1.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>One entry for each attribute of the category that has values, in the category's order.</returns>
    /// <exception cref="ArgumentException">The vector's length is not the index's, or the category is unknown.</exception>
    /// <exception cref="IndexFormatException">A stored vector gives a score that no unit vector can give: its file has changed.</exception>
    ValueTask<IReadOnlyList<AttributeScores>> ScoreAsync(
        ReadOnlyMemory<float> item, string categoryId, int limit, CancellationToken cancellationToken = default);

    /// <summary>Scores an item against every category that has attributes.</summary>
    /// <param name="item">Unit vector, [D].</param>
    /// <param name="limit">How many to return, best first, ties by id; at least 1.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="IndexFormatException">A stored vector gives a score that no unit vector can give: its file has changed.</exception>
    ValueTask<IReadOnlyList<CategoryScore>> ScoreCategoriesAsync(
        ReadOnlyMemory<float> item, int limit, CancellationToken cancellationToken = default);

    /// <summary>Finds the values nearest to a query.</summary>
    /// <param name="query">Unit vector, [D].</param>
    /// <param name="filter">Which values take part.</param>
    /// <param name="limit">How many to return, best first; at least 1.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>At most <paramref name="limit"/> values, each (attribute, value) once with its best category; ties by id.</returns>
    /// <exception cref="IndexFormatException">A stored vector gives a score that no unit vector can give: its file has changed.</exception>
    ValueTask<IReadOnlyList<ValueHit>> SearchAsync(
        ReadOnlyMemory<float> query, ValueFilter filter, int limit, CancellationToken cancellationToken = default);
}
