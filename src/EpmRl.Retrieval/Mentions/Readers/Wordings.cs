using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Mentions;

/// <summary>
/// Collects every wording of an attribute's values: labels, aliases, locale labels, packs' synonyms, and composites of these.
/// </summary>
internal static class Wordings
{
    private const int MostComposites = 12; // per label; enough for pairs of values with a few aliases each

    /// <summary>Builds a table of the wordings of active values.</summary>
    /// <param name="attribute">The attribute.</param>
    /// <param name="values">Its active values.</param>
    /// <param name="packs">The taxonomy's value packs.</param>
    /// <param name="isName">Whether a wording is a name; null if all are.</param>
    public static PhraseTable Of(
        AttributeDefinition attribute, IReadOnlyList<TaxonomyValue> values, IReadOnlyList<ValuePack> packs,
        Func<string, bool>? isName = null)
    {
        var table = new PhraseTable();
        foreach (TaxonomyValue value in values)
        {
            foreach (string text in value.Aliases.Prepend(value.Label).Concat(value.LocaleLabels.Values))
            {
                Add(text, value, synonym: false);
            }
        }

        TaxonomyValue[] parts = [.. values.Where(value => value.Aliases.Count > 0)];
        foreach (TaxonomyValue value in values)
        {
            foreach (string text in Composites(value, parts))
            {
                Add(text, value, synonym: false);
            }
        }

        foreach ((string word, TaxonomyValue value) in PackSynonyms.Of(attribute, packs))
        {
            Add(word, value, synonym: true);
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
    /// Adds wordings for a label that contains other labels, with their aliases in place of those: where HP is Hewlett-Packard, "HP
    /// ProLiant" is "Hewlett-Packard ProLiant"; where G3 is "Generation 3", "G3/G4" is "Generation 3/Generation 4".
    /// </summary>
    private static IEnumerable<string> Composites(TaxonomyValue value, IReadOnlyList<TaxonomyValue> parts)
    {
        var texts = new List<string> { value.Label };
        foreach (TaxonomyValue part in parts)
        {
            if (part.Label.Length >= value.Label.Length || !ContainsWhole(value.Label, part.Label))
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
