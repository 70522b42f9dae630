using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification;

/// <summary>
/// How much of a listing the attributes of a category explain: text that only a few categories can read speaks for those.
/// </summary>
/// <param name="taxonomy">The taxonomy.</param>
/// <param name="reader">Reads the listings.</param>
internal sealed class AttributeSupport(ProductTaxonomy taxonomy, ListingReader reader)
{
    private readonly int categories = taxonomy.Categories.Count(category => category.Attributes.Count > 0);

    // Number of categories of each attribute.
    private readonly Dictionary<string, int> users = taxonomy.Categories.SelectMany(category => category.Attributes)
        .GroupBy(attribute => attribute.Id, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);

    /// <summary>The support of a category, in [0, 1).</summary>
    public double Of(string categoryId, ListingText listing, CancellationToken cancellationToken)
    {
        if (!taxonomy.TryFindCategory(categoryId, out Category? category))
        {
            return 0;
        }

        IReadOnlyDictionary<string, IReadOnlyList<Mention>> mentions = reader.MentionsOf(category, listing, cancellationToken);
        double sum = 0;
        foreach (AttributeDefinition attribute in category.Attributes)
        {
            if (mentions.TryGetValue(attribute.Id, out IReadOnlyList<Mention>? read))
            {
                double best = read.Max(mention => MentionScore.Of(mention, attribute));
                sum += best >= MentionScore.Answerable ? best * Rarity(attribute) : 0;
            }
        }

        return sum / (1 + sum);
    }

    // 1 for an attribute of a single category, 0 for one that all categories have.
    private double Rarity(AttributeDefinition attribute) => categories < 2 ? 0 : 1 - (Math.Log(users[attribute.Id]) / Math.Log(categories));
}
