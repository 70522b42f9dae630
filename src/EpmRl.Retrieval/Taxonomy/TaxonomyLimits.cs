namespace EpmRl.Retrieval.Taxonomy;

/// <summary>
/// The largest texts, lists and files of a taxonomy. They are far above what catalogues have (the longest name of Shopify's, Google's and the
/// benchmark taxonomies has 110 characters, the deepest tree 9 levels) and keep a damaged or hostile source from filling memory, prompts
/// and screens. Lengths count UTF-16 code units.
/// </summary>
public static class TaxonomyLimits
{
    /// <summary>Characters of an id: ids are file names, which have at most 255 bytes with their ending.</summary>
    public const int Id = 200;

    /// <summary>Characters of a name or label: an encoder reads some 500 tokens, about 2,000 characters, of a prompt with two names in it.</summary>
    public const int Name = 1_000;

    /// <summary>Characters of an alias, a translation or a role word, which mean the same as a label.</summary>
    public const int Alias = Name;

    /// <summary>Characters of a description, and of any other text: an encoder reads the first 2,000 or so; the rest is for people.</summary>
    public const int Description = Files.FileLimits.Text;

    /// <summary>Aliases of one value: more are a list of values.</summary>
    public const int Aliases = 1_000;

    /// <summary>Levels of the category tree: paths are shown whole.</summary>
    public const int Levels = 50;
}
