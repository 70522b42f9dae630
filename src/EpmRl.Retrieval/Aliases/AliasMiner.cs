using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Aliases;

/// <summary>
/// Finds aliases of values in labelled listings: phrases that occur where a value is labelled, seldom where it is not, and from which the
/// mention readers read nothing yet. They are suggestions, to be accepted by hand.
/// </summary>
/// <remarks>
/// Attributes read by name (categorical and text) take part. A phrase is suggested when enough listings need it (support), when it seldom
/// means something else (precision), and when the two are associated beyond chance (Dunning's log-likelihood ratio): a value that nearly
/// every listing has makes every phrase precise. A phrase that does not resemble the label must be used by two shops, where the data names
/// them: a phrase that one shop writes in all its listings of a kind is not a name of a value.
/// </remarks>
internal static class AliasMiner
{
    private const double Significant = 10.83; // chi-square of one degree of freedom at 0.001
    private const int Around = 30; // characters of an example before and after the wording

    /// <summary>Mines aliases.</summary>
    /// <param name="listings">Labelled listings; repeated texts count once, listings of unknown categories not at all.</param>
    /// <param name="taxonomy">Their taxonomy; labels are compared with its values' labels.</param>
    /// <param name="options">The criteria for suggestions.</param>
    /// <param name="cancellationToken">Checked between listings and between attributes.</param>
    /// <returns>
    /// By attribute id, then by value in the taxonomy's order, then the strongest association first. Each phrase once per attribute.
    /// </returns>
    public static IReadOnlyList<AliasSuggestion> Mine(
        IReadOnlyList<LabelledListing> listings, ProductTaxonomy taxonomy, AliasMinerOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(listings);
        ArgumentNullException.ThrowIfNull(taxonomy);
        options ??= new AliasMinerOptions();
        options.Check();
        LabelledListing[] different =
            [.. listings.DistinctBy(listing => (listing.Category, listing.Profile.Title, listing.Profile.Description))];
        IReadOnlyList<FieldText>[] fields = [.. different.Select(listing => FieldText.Of(listing.Profile))];
        var phrases = new PhraseIndex(fields, options.MinSupport, options.MaxWords, cancellationToken);
        var readers = new Readers(taxonomy);
        var suggestions = new List<AliasSuggestion>();
        foreach (ValueLabels labels in ValueLabels.Of(different, fields, readers.For, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            suggestions.AddRange(OfAttribute(labels, phrases, readers, different, options));
        }

        return suggestions;
    }

    private static IEnumerable<AliasSuggestion> OfAttribute(
        ValueLabels labels, PhraseIndex phrases, Readers readers, LabelledListing[] listings, AliasMinerOptions options)
    {
        // Where an attribute has several values one phrase may go with two of them; it can mean only one.
        List<Association> found = [.. labels.Missed.SelectMany(pair => Associations(pair.Key, pair.Value, labels, phrases, options))
            .GroupBy(one => one.Phrase)
            .Select(same => same.MaxBy(one => one.Ratio)!)];
        foreach (TaxonomyValue value in labels.Attribute.Values)
        {
            var kept = new List<Association>();
            foreach (Association one in found.Where(one => one.ValueId == value.Id)
                .OrderByDescending(one => one.Ratio).ThenByDescending(one => phrases.WordsOf(one.Phrase)).ThenBy(one => one.Phrase))
            {
                if (kept.Count == options.MaxPerValue)
                {
                    break;
                }

                AliasSuggestion suggestion = Describe(one, value, labels.Attribute, phrases, readers, listings);
                if (!kept.Any(other => SaysTheSame(one, other, phrases)) && readers.IsNew(suggestion.Alias, labels.Attribute)
                    && (suggestion.Likeness != AliasLikeness.None || suggestion.Groups != 1))
                {
                    kept.Add(one);
                    yield return suggestion;
                }
            }
        }
    }

    private static AliasSuggestion Describe(
        Association found, TaxonomyValue value, AttributeDefinition attribute, PhraseIndex phrases, Readers readers,
        LabelledListing[] listings)
    {
        string text = phrases.TextOf(found.Phrase);
        return new AliasSuggestion
        {
            AttributeId = attribute.Id,
            Attribute = attribute.Name,
            Category = readers.OnlyCategoryOf(attribute),
            ValueId = value.Id,
            Label = value.Label,
            Alias = text,
            Support = found.Support.Count,
            Groups = found.Support.Select(document => listings[document].Group).OfType<string>().Distinct().Count(),
            Precision = found.Precision,
            LogLikelihoodRatio = found.Ratio,
            Likeness = LabelLikeness.Of(text, value.Label),
            Example = phrases.Excerpt(found.Phrase, found.Support[0], Around),
        };
    }

    private static IEnumerable<Association> Associations(
        string value, List<int> missed, ValueLabels labels, PhraseIndex phrases, AliasMinerOptions options)
    {
        if (missed.Count < options.MinSupport)
        {
            yield break;
        }

        int withValue = labels.Labelled.Values.Count(values => values.Contains(value));
        IEnumerable<(int Phrase, List<int> Support)> supported = missed
            .SelectMany(document => phrases.Of(document).Select(phrase => (phrase, document)))
            .GroupBy(pair => pair.phrase, pair => pair.document)
            .Select(same => (same.Key, same.ToList()));
        foreach ((int phrase, List<int> support) in supported.Where(pair => pair.Support.Count >= options.MinSupport))
        {
            (double precision, double ratio) = Associate(phrase);
            (int first, int last) = phrases.EdgesOf(phrase);
            // A phrase that begins or ends with a word unrelated to the value is a name with some adjacent text.
            if (precision >= options.MinPrecision && ratio >= Significant
                && Associate(first).Ratio >= Significant && Associate(last).Ratio >= Significant)
            {
                yield return new Association(phrase, value, support, precision, ratio);
            }
        }

        (double Precision, double Ratio) Associate(int phrase)
        {
            int[] labelled = [.. phrases.DocumentsOf(phrase).Where(labels.Labelled.ContainsKey)];
            int right = labelled.Count(document => labels.Labelled[document].Contains(value));
            return ((double)right / labelled.Length, LogLikelihood.Ratio(right, labelled.Length, withValue, labels.Labelled.Count));
        }
    }

    // Of two phrases for a value, one inside the other, the one used by more listings suffices; where the same listings use both, the
    // longer one is more specific. Phrases that merely overlap in the same listings are pieces of one text.
    private static bool SaysTheSame(Association one, Association kept, PhraseIndex phrases) =>
        phrases.IsWithin(one.Phrase, kept.Phrase) || phrases.IsWithin(kept.Phrase, one.Phrase)
        || (phrases.Overlap(one.Phrase, kept.Phrase) && one.Support.SequenceEqual(kept.Support));

    private sealed record Association(int Phrase, string ValueId, List<int> Support, double Precision, double Ratio);

    /// <summary>The mention readers of the categories that occur.</summary>
    private sealed class Readers(ProductTaxonomy taxonomy)
    {
        private readonly MentionReaderFactory shared = new(taxonomy);
        private readonly Dictionary<string, MentionReader> byCategory = new(StringComparer.Ordinal);
        private readonly ILookup<string, Category> categoriesOf = taxonomy.Categories
            .SelectMany(category => category.Attributes.Select(attribute => (attribute.Id, category)))
            .ToLookup(pair => pair.Id, pair => pair.category);

        public (Category, MentionReader)? For(LabelledListing listing)
        {
            if (!taxonomy.TryFindCategory(listing.Category, out Category? category))
            {
                return null;
            }

            if (!byCategory.TryGetValue(category.Id, out MentionReader? reader))
            {
                byCategory.Add(category.Id, reader = new MentionReader(category, shared));
            }

            return (category, reader);
        }

        public string? OnlyCategoryOf(AttributeDefinition attribute) =>
            categoriesOf[attribute.Id].Take(2).ToArray() is [Category only] ? only.Name : null;

        // A phrase has a letter, and no value of the attribute is read from it as a whole: neither this one nor another.
        public bool IsNew(string text, AttributeDefinition attribute)
        {
            if (!text.Any(char.IsLetter))
            {
                return false;
            }

            IReadOnlyDictionary<string, IReadOnlyList<Mention>> read =
                byCategory[categoriesOf[attribute.Id].First(category => byCategory.ContainsKey(category.Id)).Id]
                    .Read([FieldText.OfTitle(text)]);
            return !read.GetValueOrDefault(attribute.Id, []).Any(mention => mention.Start == 0 && mention.End == text.Length);
        }
    }
}
