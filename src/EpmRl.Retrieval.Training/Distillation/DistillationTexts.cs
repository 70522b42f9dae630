using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Prompts;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Training.Distillation;

/// <summary>The texts on which a smaller encoder is trained: those it will meet in use. No labels are needed.</summary>
internal static class DistillationTexts
{
    /// <summary>Listings, their titles alone, and the prompts of categories, values and null values.</summary>
    /// <param name="prompts">The encoder's prompts.</param>
    /// <param name="taxonomy">The taxonomy used for answers.</param>
    /// <param name="listings">Listings similar to those to be tagged.</param>
    /// <returns>Each text once.</returns>
    public static IReadOnlyList<string> Of(PromptTemplates prompts, ProductTaxonomy taxonomy, IEnumerable<ProductProfile> listings)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(taxonomy);
        ArgumentNullException.ThrowIfNull(listings);
        var texts = new List<string>();
        foreach (ProductProfile listing in listings)
        {
            texts.Add(prompts.ForItem(listing));
            texts.Add(prompts.ForItem(listing with { Description = "" }));
        }

        var values = new ValuePrompts(taxonomy, prompts);
        foreach (Category category in taxonomy.Categories)
        {
            texts.Add(prompts.ForCategory(category.Path));
            foreach (AttributeDefinition attribute in category.Attributes)
            {
                texts.Add(values.Null(category, attribute));
                foreach (TaxonomyValue value in attribute.Values.Where(value => value.Status == ValueStatus.Active))
                {
                    texts.Add(values.Label(category, attribute, value.Label));
                    texts.AddRange(value.Description is { } description ? [values.Wording(category, attribute, description)] : []);
                }
            }
        }

        return [.. texts.Distinct(StringComparer.Ordinal)];
    }
}
