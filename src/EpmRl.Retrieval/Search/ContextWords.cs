using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Search;

/// <summary>
/// What a word of a query says of the attribute that is meant: "shoe size 39" names the attribute, "size 10 dress" a category that has it.
/// Such words need not stand in the value.
/// </summary>
internal sealed class ContextWords
{
    private const double OfName = 0.9, OfCategory = 0.5; // how much of its weight a word counts that the value itself lacks

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

    /// <summary>What a word says.</summary>
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

    /// <summary>The attributes that a word speaks for.</summary>
    internal readonly record struct Context(HashSet<string>[] Names, HashSet<string>[] Categories)
    {
        /// <summary>Whether it speaks for none.</summary>
        public bool IsEmpty => Names is not { Length: > 0 } && Categories is not { Length: > 0 };

        /// <summary>Share of its weight that the word counts for values of an attribute, in [0, 1).</summary>
        public double ShareFor(string attribute) =>
            Names.Any(ids => ids.Contains(attribute)) ? OfName : Categories.Any(ids => ids.Contains(attribute)) ? OfCategory : 0;
    }
}
