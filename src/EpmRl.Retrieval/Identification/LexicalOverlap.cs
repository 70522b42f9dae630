using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification;

/// <summary>
/// Scores an attribute's values by the words they share with a listing: words of labels, aliases and descriptions, weighted higher the
/// fewer values have them. Finds implied values whose description lists examples ("ink and toner cartridges, ribbons").
/// </summary>
internal sealed class LexicalOverlap
{
    private const double TitleWeight = 4;
    private const double Prior = 2; // keeps a single common word from making a value certain
    private readonly Dictionary<string, (int[] Values, double Weight)> index = new(StringComparer.Ordinal);
    private readonly string[] valueIds;

    /// <summary>
    /// The overlap of an attribute whose values have descriptions; null for others, whose labels are read as mentions anyway.
    /// </summary>
    public static LexicalOverlap? Of(AttributeDefinition attribute) =>
        attribute.Kind is AttributeKind.Categorical && attribute.Values.Any(value => value.Description is not null)
            ? new LexicalOverlap(attribute)
            : null;

    private LexicalOverlap(AttributeDefinition attribute)
    {
        TaxonomyValue[] values = [.. attribute.Values.Where(value => value.Status == ValueStatus.Active)];
        valueIds = [.. values.Select(value => value.Id)];
        var postings = new Dictionary<string, HashSet<int>>(StringComparer.Ordinal);
        for (int i = 0; i < values.Length; i++)
        {
            IEnumerable<string> texts = values[i].Aliases.Prepend(values[i].Label).Append(values[i].Description ?? "");
            foreach (string term in texts.SelectMany(text => Terms(Word.Split(text))))
            {
                if (!postings.TryGetValue(term, out HashSet<int>? where))
                {
                    postings.Add(term, where = []);
                }

                where.Add(i);
            }
        }

        foreach ((string term, HashSet<int> where) in postings)
        {
            double weight = Math.Log((values.Length + 1.0) / (where.Count + 0.5));
            if (weight > 0.1)
            {
                // Two words in a row say more than each separately.
                index.Add(term, ([.. where], term.Contains(' ', StringComparison.Ordinal) ? weight * 1.5 : weight));
            }
        }
    }

    /// <summary>The share of each value, in [0, 1]; values without a common word are left out.</summary>
    public IReadOnlyDictionary<string, double> Share(IReadOnlyList<FieldText> fields)
    {
        var sums = new double[valueIds.Length];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (FieldText field in fields)
        {
            double weight = field.Field == Catalog.ProfileField.Description ? 1 : TitleWeight;
            foreach (string term in Terms(field.Words))
            {
                if (seen.Add(term) && index.TryGetValue(term, out (int[] Values, double Weight) posting))
                {
                    foreach (int value in posting.Values)
                    {
                        sums[value] += weight * posting.Weight / posting.Values.Length;
                    }
                }
            }
        }

        double total = Prior + sums.Sum();
        var shares = new Dictionary<string, double>(StringComparer.Ordinal);
        for (int i = 0; i < sums.Length; i++)
        {
            if (sums[i] > 0)
            {
                shares.Add(valueIds[i], sums[i] / total);
            }
        }

        return shares;
    }

    /// <summary>Number of different words that a listing and a value share; a single rare one may be chance.</summary>
    public int CountWords(IReadOnlyList<FieldText> fields, string valueId)
    {
        int value = Array.IndexOf(valueIds, valueId);
        return fields.SelectMany(field => field.Words).Select(word => Stem(word.Key)).Distinct()
            .Count(term => term.Length >= 3
                && index.TryGetValue(term, out (int[] Values, double Weight) posting) && posting.Values.Contains(value));
    }

    private static IEnumerable<string> Terms(IReadOnlyList<Word> words)
    {
        string? previous = null;
        foreach (Word word in words)
        {
            string term = Stem(word.Key);
            if (term.Length < 3)
            {
                previous = null;
                continue;
            }

            yield return term;
            if (previous is not null)
            {
                yield return previous + " " + term;
            }

            previous = term;
        }
    }

    // Removes plurals and the most common endings; enough to equate "envelopes" and "envelope".
    private static string Stem(string key)
    {
        if (key.Length > 4 && key.EndsWith("ies", StringComparison.Ordinal))
        {
            return key[..^3] + "y";
        }

        return key.Length > 3 && key[^1] == 's' && key[^2] is not ('s' or 'u' or 'i') ? key[..^1] : key;
    }
}
