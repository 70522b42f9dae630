using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification;

/// <summary>Finds the category of a listing: the one it names, or a prediction from its vector.</summary>
internal sealed class CategoryResolver(IVectorIndex index)
{
    private const int Candidates = 3;

    // A predicted category is taken when it stands out; otherwise the caller is asked to choose among the candidates.
    private const double LeastScore = 0.25;
    private const double LeastMargin = 0.02;

    public async ValueTask<CategoryAnswer> ResolveAsync(ProductProfile profile, ReadOnlyMemory<float> vector, CancellationToken cancellationToken)
    {
        foreach (string named in profile.OtherCategories.Prepend(profile.Category ?? ""))
        {
            if (named.Length > 0 && index.Taxonomy.TryFindCategory(named, out Category? category))
            {
                return new CategoryAnswer(category.Id, category.Path, Predicted: false, []);
            }
        }

        IReadOnlyList<CategoryScore> scores = await index.ScoreCategoriesAsync(vector, Candidates, cancellationToken).ConfigureAwait(false);
        CategoryCandidate[] candidates = [.. scores.Select(score => new CategoryCandidate(score.CategoryId, Path(score.CategoryId), score.Score))];
        bool clear = candidates.Length > 0 && candidates[0].Score >= LeastScore
            && (candidates.Length == 1 || candidates[0].Score - candidates[1].Score >= LeastMargin);
        return clear
            ? new CategoryAnswer(candidates[0].Id, candidates[0].Path, Predicted: true, candidates)
            : new CategoryAnswer(null, null, Predicted: true, candidates);
    }

    private string Path(string categoryId) =>
        index.Taxonomy.TryFindCategory(categoryId, out Category? category) ? category.Path : categoryId;
}
