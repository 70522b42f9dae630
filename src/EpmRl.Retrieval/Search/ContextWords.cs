using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Search;

/// <summary>
/// What a word of a query says about the intended attribute: "shoe size 39" names the attribute, "size 10 dress" a category that has it.
/// The value need not contain such words.
/// </summary>
internal sealed class ContextWords
{
    private const double OfName = 0.9, OfCategory = 0.5; // share of its weight for a word missing in the value itself

    private readonly Dictionary<string, HashSet<string>> names = new(StringComparer.Ordinal); // word → ids of attributes
    private readonly Dictionary<string, HashSet<string>> categories = new(StringComparer.Ordinal);

    public ContextWords(ProductTaxonomy taxonomy)
    {
        foreach (AttributeDefinition attribute in taxonomy.Attributes)
        {
            foreach (string text in attribute.RoleWords.Prepend(attribute.Name))
            {
                Add(names, text, [attribute]);
            }
        }

        foreach (Category category in taxonomy.Categories)
        {
            Add(categories, category.Name, category.Attributes);
        }
    }

    /// <summary>The meaning of a word.</summary>
    public Context Of(string word) => new(
        [.. Forms(word).Select(form => names.GetValueOrDefault(form)).OfType<HashSet<string>>()],
        [.. Forms(word).Select(form => categories.GetValueOrDefault(form)).OfType<HashSet<string>>()]);

    private static IEnumerable<string> Forms(string word) => WordForms.Of(word).Prepend(word);

    private static void Add(Dictionary<string, HashSet<string>> map, string text, IReadOnlyList<AttributeDefinition> attributes)
    {
        if (attributes.Count == 0)
        {
            return;
        }

        foreach (string word in QueryWords.Of(TextKey.Of(text)))
        {
            if (!map.TryGetValue(word, out HashSet<string>? ids))
            {
                map.Add(word, ids = new HashSet<string>(StringComparer.Ordinal));
            }

            ids.UnionWith(attributes.Select(attribute => attribute.Id));
        }
    }

    /// <summary>The attributes a word indicates.</summary>
    internal readonly record struct Context(HashSet<string>[] Names, HashSet<string>[] Categories)
    {
        /// <summary>Whether it indicates none.</summary>
        public bool IsEmpty => Names is not { Length: > 0 } && Categories is not { Length: > 0 };

        /// <summary>Share of its weight that the word counts for an attribute's values, in [0, 1).</summary>
        public double ShareFor(string attribute) =>
            Names.Any(ids => ids.Contains(attribute)) ? OfName : Categories.Any(ids => ids.Contains(attribute)) ? OfCategory : 0;
    }
}
