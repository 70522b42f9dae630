using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.Training.Contrastive;

namespace EpmRl.Retrieval.Training.Composition;

/// <summary>
/// Composes labelled listings from a taxonomy alone, for training an encoder without labelled listings: some of a category's attributes get
/// a value, worded as sellers word it, among meaningless words; the others have none, which trains the null value.
/// </summary>
/// <remarks>Composed listings contain no implied values; use labelled listings for those.</remarks>
/// <param name="taxonomy">The taxonomy.</param>
/// <param name="options">How many listings; null for the defaults.</param>
internal sealed class ListingComposer(ProductTaxonomy taxonomy, ListingComposerOptions? options = null)
{
    // Shares of the values that are only in the title and only in the description; the others are in both.
    private const double InTitle = 0.5, InDescription = 0.3;
    private const double MostValues = 7, Skew = 1.3; // few values are more frequent than many

    private readonly ListingComposerOptions options = options ?? new ListingComposerOptions();

    /// <summary>Composes listings, category by category; the same options and taxonomy give the same listings.</summary>
    /// <param name="except">Ids of categories that are left out, with their descendants and ancestors.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public IEnumerable<LabelledListing> Compose(IReadOnlySet<string> except)
    {
        ArgumentNullException.ThrowIfNull(except);
        options.Check();
        return All();

        IEnumerable<LabelledListing> All()
        {
            int line = 0;
            foreach (Category category in Choose(except))
            {
                AttributeDefinition[] attributes = Usable(category);
                for (int i = 0; i < options.ListingsOfCategory; i++)
                {
                    line++;
                    yield return Compose(category, attributes, line, Seeds.Random(options.Seed, line));
                }
            }
        }
    }

    /// <summary>The categories of the listings: leaves with enough attributes, spread over the tree.</summary>
    internal List<Category> Choose(IReadOnlySet<string> except)
    {
        string[] left = [.. taxonomy.Categories.Where(category => except.Contains(category.Id)).Select(category => category.Path)];
        HashSet<string> parents = [.. taxonomy.Categories.Select(category => category.ParentId ?? "")];
        Category[] leaves = [.. taxonomy.Categories.Where(category =>
            !parents.Contains(category.Id)
            && Usable(category).Length >= options.FewestAttributes
            && !left.Any(path => IsWithin(category.Path, path) || IsWithin(path, category.Path)))];
        Seeds.Random(options.Seed, 0).Shuffle(leaves);
        var chosen = new List<Category>();
        var siblings = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (Category leaf in leaves)
        {
            int before = siblings.GetValueOrDefault(leaf.ParentId ?? "");
            if (chosen.Count < options.Categories && before < options.CategoriesOfOneParent)
            {
                siblings[leaf.ParentId ?? ""] = before + 1;
                chosen.Add(leaf);
            }
        }

        return chosen;
    }

    private static bool IsWithin(string path, string of) =>
        path == of || path.StartsWith(of + " > ", StringComparison.Ordinal);

    private static AttributeDefinition[] Usable(Category category) =>
        [.. category.Attributes.Where(attribute => attribute.Values.Count(value => value.Status == ValueStatus.Active) >= 2)];

    private static LabelledListing Compose(Category category, AttributeDefinition[] attributes, int line, Random random)
    {
        int count = Math.Min(attributes.Length, 1 + (int)(Math.Pow(random.NextDouble(), Skew) * MostValues));
        AttributeDefinition[] order = [.. attributes];
        random.Shuffle(order);
        var values = new Dictionary<string, TaxonomyValue>(StringComparer.Ordinal);
        List<string> title = [], description = [];
        foreach (AttributeDefinition attribute in order[..count])
        {
            TaxonomyValue[] active = [.. attribute.Values.Where(value => value.Status == ValueStatus.Active)];
            TaxonomyValue value = active[random.Next(active.Length)];
            values.Add(attribute.Id, value);
            double place = random.NextDouble();
            if (place is < InTitle or >= InTitle + InDescription)
            {
                title.Add(Wording.Of(value, random));
            }

            if (place >= InTitle)
            {
                description.Add(Wording.Of(attribute, value, random));
            }
        }

        var frame = new ListingFrame(category.Name, random);
        return new LabelledListing
        {
            Profile = new ProductProfile
            {
                Id = $"composed-{line}",
                Title = frame.Title(title),
                Description = frame.Description(description),
                Category = category.Path,
            },
            Category = category.Path,
            Gold = attributes
                // two attributes may share a name; then either value is right
                .GroupBy(attribute => attribute.Name, StringComparer.Ordinal)
                .ToDictionary(
                    group => group.Key,
                    group => (IReadOnlyList<string>)[.. group
                        .Where(attribute => values.ContainsKey(attribute.Id)).Select(attribute => values[attribute.Id].Label).Distinct()],
                    StringComparer.Ordinal),
            Line = line,
        };
    }
}
