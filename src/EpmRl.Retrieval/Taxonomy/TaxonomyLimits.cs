namespace EpmRl.Retrieval.Taxonomy;

/// <summary>
/// The largest texts, lists and files of a taxonomy. They are far above what catalogues need (the longest name of Shopify's, Google's and
/// the benchmark taxonomies has 110 characters, the deepest tree 9 levels) and keep a damaged or hostile source from filling memory,
/// prompts and screens. Lengths count UTF-16 code units.
/// </summary>
internal static class TaxonomyLimits
{
    /// <summary>Characters of an id: ids are file names, which have at most 255 bytes with their extension.</summary>
    public const int Id = 200;

    /// <summary>
    /// Characters of a name or label: an encoder reads about 500 tokens, or 2,000 characters, of a prompt with two names in it.
    /// </summary>
    public const int Name = 1_000;

    /// <summary>Characters of an alias, a translation or a role word, which are equivalent to a label.</summary>
    public const int Alias = Name;

    /// <summary>
    /// Characters of a description, and of any other text: an encoder reads about the first 2,000; the rest is for readers.
    /// </summary>
    public const int Description = Files.FileLimits.Text;

    /// <summary>Aliases of one value: more of them are a list of values.</summary>
    public const int Aliases = 1_000;

    /// <summary>Levels of the category tree: paths are shown in full.</summary>
    public const int Levels = 50;
}
