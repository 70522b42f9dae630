using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Mentions.Readers;

/// <summary>Every wording of an attribute's values: labels, aliases, locale labels, packs' synonyms, and composites of these.</summary>
internal static class Wordings
{
    private const int MostComposites = 12; // per label; enough for pairs of values with a few aliases each

    /// <summary>Fills a table with the wordings of active values.</summary>
    /// <param name="attribute">The attribute.</param>
    /// <param name="values">Its active values.</param>
    /// <param name="packs">The taxonomy's value packs.</param>
    /// <param name="isName">Which wordings are names; null for all.</param>
    public static PhraseTable Of(
        AttributeDefinition attribute, IReadOnlyList<TaxonomyValue> values, IReadOnlyList<ValuePack> packs, Func<string, bool>? isName = null)
    {
        var table = new PhraseTable();
        ILookup<string, TaxonomyValue> byFamily = values
            .SelectMany(value => value.Aliases.Prepend(value.Label).Select(text => (Key: TextKey.Of(text), Value: value)))
            .ToLookup(pair => pair.Key, pair => pair.Value);
        foreach (TaxonomyValue value in values)
        {
            foreach (string text in value.Aliases.Prepend(value.Label).Concat(value.LocaleLabels.Values))
            {
                Add(text, value, synonym: false);
            }
        }

        foreach (TaxonomyValue value in values)
        {
            foreach (string text in Composites(value, values))
            {
                Add(text, value, synonym: false);
            }
        }

        foreach (ValuePack pack in packs.Where(pack => attribute.Packs.Contains(pack.Name)))
        {
            foreach ((string family, IReadOnlyList<string> words) in pack.Families)
            {
                // A word that is itself a label needs no synonym; a family without a value has nobody to speak for.
                foreach (TaxonomyValue value in byFamily[TextKey.Of(family)].Distinct().Take(1))
                {
                    foreach (string word in words.Append(family).Where(word => !byFamily.Contains(TextKey.Of(word)) || word == family))
                    {
                        Add(word, value, synonym: true);
                    }
                }
            }
        }

        return table;

        void Add(string text, TaxonomyValue value, bool synonym)
        {
            if (isName?.Invoke(text) != false)
            {
                table.Add(text, value, synonym);
            }
        }
    }

    /// <summary>
    /// A label that contains other labels is also written with their aliases: where HP is Hewlett-Packard, "HP ProLiant" is
    /// "Hewlett-Packard ProLiant"; where G3 is "Generation 3", "G3/G4" is "Generation 3/Generation 4".
    /// </summary>
    private static IEnumerable<string> Composites(TaxonomyValue value, IReadOnlyList<TaxonomyValue> values)
    {
        var texts = new List<string> { value.Label };
        foreach (TaxonomyValue part in values)
        {
            if (part.Aliases.Count == 0 || part.Label.Length >= value.Label.Length || !ContainsWhole(value.Label, part.Label))
            {
                continue;
            }

            foreach (string text in texts.ToArray())
            {
                texts.AddRange(part.Aliases.Where(_ => ContainsWhole(text, part.Label))
                    .Select(alias => text.Replace(part.Label, alias, StringComparison.OrdinalIgnoreCase)));
            }

            if (texts.Count > MostComposites)
            {
                break;
            }
        }

        return texts.Skip(1);
    }

    private static bool ContainsWhole(string text, string part)
    {
        int at = text.IndexOf(part, StringComparison.OrdinalIgnoreCase);
        return at >= 0
            && (at == 0 || !char.IsLetterOrDigit(text[at - 1]))
            && (at + part.Length == text.Length || !char.IsLetterOrDigit(text[at + part.Length]));
    }
}
