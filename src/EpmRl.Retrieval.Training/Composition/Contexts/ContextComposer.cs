using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.Training.Contrastive;

namespace EpmRl.Retrieval.Training.Composition;

/// <summary>
/// Composes listings with labelled places from a taxonomy and context frames, for training a reader of places: one place of a listing is
/// worded by a frame, and its twin is the same listing with the frame's other wording, in which the product does not have the value.
/// </summary>
/// <param name="taxonomy">The taxonomy.</param>
/// <param name="languages">The frames, by language.</param>
/// <param name="options">
/// How many listings; null for the defaults. <see cref="ListingComposerOptions.ListingsOfCategory"/> counts a listing and its twin once.
/// </param>
internal sealed class ContextComposer(
    ProductTaxonomy taxonomy, IReadOnlyList<ContextLanguage> languages, ListingComposerOptions? options = null)
{
    private const double Plain = 0.25; // of the listings have no twin

    private readonly ListingComposerOptions options = options ?? new ListingComposerOptions();

    private readonly LanguageVocabulary[] vocabularies =
        [.. languages.Select(language => new LanguageVocabulary(taxonomy, language))];

    /// <summary>
    /// Composes listings, category by category, the languages in turn; the same options, taxonomy and frames give the same listings. A twin
    /// follows its listing.
    /// </summary>
    /// <param name="except">Ids of categories that are left out, with their descendants and ancestors.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public IEnumerable<SpanExample> Compose(IReadOnlySet<string> except)
    {
        ArgumentNullException.ThrowIfNull(except);
        options.Check();
        return All();

        IEnumerable<SpanExample> All()
        {
            int line = 0;
            foreach (Category category in Choose(except))
            {
                FramedCategory[] framed =
                    [.. vocabularies.Select(vocabulary => new FramedCategory(category, vocabulary)).Where(each => !each.IsEmpty)];
                for (int i = 0; i < options.ListingsOfCategory && framed.Length > 0; i++)
                {
                    line++;
                    Random random = Seeds.Random(options.Seed, line);
                    FramedCategory one = framed[line % framed.Length];
                    (ContextFrame frame, AttributeWording attribute) = one.Choose(random, Plain);
                    foreach (SpanExample example in new FramedListing(one, frame, attribute, line, random).Compose())
                    {
                        yield return example;
                    }
                }
            }
        }
    }

    /// <summary>The frames that fit no attribute of the categories, by language: the listings have nothing they could be about.</summary>
    /// <param name="except">As for <see cref="Compose"/>.</param>
    public IReadOnlyList<(string Language, string Frame)> Unused(IReadOnlySet<string> except)
    {
        List<Category> categories = Choose(except);
        return
        [
            .. vocabularies.SelectMany(vocabulary =>
            {
                HashSet<string> used = [.. categories
                    .SelectMany(category => new FramedCategory(category, vocabulary).Frames).Select(frame => frame.Id)];
                return vocabulary.Language.Frames.Where(frame => !used.Contains(frame.Id))
                    .Select(frame => (vocabulary.Language.Language, frame.Id));
            }),
        ];
    }

    private List<Category> Choose(IReadOnlySet<string> except) => new ListingComposer(taxonomy, options).Choose(except);
}
