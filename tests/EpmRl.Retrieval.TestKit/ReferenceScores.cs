using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Prompts;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.TestKit;

/// <summary>The expected answers of an index, computed prompt by prompt without one: slow, but simple enough to be right.</summary>
public sealed class ReferenceScores(ProductTaxonomy taxonomy, HashingEncoder encoder)
{
    private readonly PromptTemplates prompts = encoder.Space.Prompts;
    private readonly ValuePrompts values = new(taxonomy, encoder.Space.Prompts);

    /// <summary>Per attribute of the category with active values: the null score, and every value's score by id.</summary>
    public IReadOnlyList<(string AttributeId, float Null, Dictionary<string, float> Values)> Score(float[] item, string categoryId)
    {
        Category category = taxonomy.Categories.Single(candidate => candidate.Id == categoryId);
        return [.. category.Attributes
            .Where(attribute => attribute.Values.Any(value => value.Status == ValueStatus.Active))
            .Select(attribute => (
                attribute.Id,
                Cosine(item, values.Null(category, attribute)),
                attribute.Values
                    .Where(value => value.Status == ValueStatus.Active)
                    .ToDictionary(value => value.Id, value => ScoreOf(item, category, attribute, value))))];
    }

    /// <summary>Every category with attributes, and its score.</summary>
    public Dictionary<string, float> ScoreCategories(float[] item) => taxonomy.Categories
        .Where(category => category.Attributes.Count > 0)
        .ToDictionary(category => category.Id, category => Math.Max(
            Cosine(item, prompts.ForCategory(category.Path)),
            category.Description is null ? -1 : Cosine(item, prompts.ForCategory(category.Description))));

    /// <summary>The best category and score of every (attribute, value) that passes the filter.</summary>
    public Dictionary<(string AttributeId, string ValueId), (string CategoryId, float Score)> Search(float[] query, ValueFilter filter)
    {
        var best = new Dictionary<(string, string), (string CategoryId, float Score)>();
        foreach (Category category in taxonomy.Categories.Where(category => filter.CategoryIds?.Contains(category.Id) != false))
        {
            foreach (AttributeDefinition attribute in category.Attributes.Where(a => filter.AttributeIds?.Contains(a.Id) != false))
            {
                foreach (TaxonomyValue value in attribute.Values.Where(value => value.Status == ValueStatus.Active))
                {
                    float score = ScoreOf(query, category, attribute, value);
                    if (!best.TryGetValue((attribute.Id, value.Id), out (string CategoryId, float Score) old)
                        || score > old.Score
                        || (score == old.Score && string.CompareOrdinal(category.Id, old.CategoryId) < 0))
                    {
                        best[(attribute.Id, value.Id)] = (category.Id, score);
                    }
                }
            }
        }

        return best;
    }

    private float ScoreOf(float[] item, Category category, AttributeDefinition attribute, TaxonomyValue value) => Math.Max(
        Cosine(item, values.Label(category, attribute, value.Label)),
        value.Description is null ? -1 : Cosine(item, values.Wording(category, attribute, value.Description)));

    private float Cosine(float[] item, string prompt) => (float)encoder.Encode(prompt).Zip(item, (x, y) => (double)x * y).Sum();
}
