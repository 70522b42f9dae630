using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Search;

/// <summary>Every spelling of every active value, the words of value packs included, in the order of their keys.</summary>
internal sealed class Vocabulary
{
    private readonly string[] keys;
    private readonly Spelling[] spellings; // spellings[i] has keys[i]

    public Vocabulary(ProductTaxonomy taxonomy)
    {
        var all = new List<(string Key, Spelling Spelling)>();
        foreach (AttributeDefinition attribute in taxonomy.Attributes)
        {
            foreach (TaxonomyValue value in attribute.Values.Where(value => value.Status == ValueStatus.Active))
            {
                Add(value.Label, isLabel: true);
                foreach (string alias in value.Aliases.Concat(value.LocaleLabels.Values))
                {
                    Add(alias, isLabel: false);
                }

                void Add(string text, bool isLabel) => all.Add((TextKey.Of(text), new Spelling(attribute.Id, value.Id, text, isLabel)));
            }

            foreach ((string word, TaxonomyValue value) in PackSynonyms.Of(attribute, taxonomy.Packs))
            {
                all.Add((TextKey.Of(word), new Spelling(attribute.Id, value.Id, word, IsLabel: false)));
            }
        }

        keys = [.. all.Select(entry => entry.Key)];
        spellings = [.. all.Select(entry => entry.Spelling)];
        Array.Sort(keys, spellings, StringComparer.Ordinal);
    }

    /// <summary>The values one of whose spellings is, or begins with, a text; each once with its best match.</summary>
    public Dictionary<(string AttributeId, string ValueId), (ValueMatch Match, string Text, double Score)> Find(string query)
    {
        var found = new Dictionary<(string, string), (ValueMatch Match, string Text, double Score)>();
        string key = TextKey.Of(query);
        if (key.Length == 0)
        {
            return found;
        }

        int first = Array.BinarySearch(keys, key, StringComparer.Ordinal);
        for (first = first < 0 ? ~first : first; first > 0 && keys[first - 1] == key; first--)
        {
        }

        for (int i = first; i < keys.Length && keys[i].StartsWith(key, StringComparison.Ordinal); i++)
        {
            Spelling spelling = spellings[i];
            (ValueMatch Match, string Text, double Score) match = keys[i].Length > key.Length
                ? (ValueMatch.Prefix, spelling.Text, 0.9 + (0.08 * key.Length / keys[i].Length))
                : spelling.IsLabel ? (ValueMatch.Exact, spelling.Text, 1) : (ValueMatch.Alias, spelling.Text, 0.99);
            if (!found.TryGetValue((spelling.AttributeId, spelling.ValueId), out var other) || match.Score > other.Score)
            {
                found[(spelling.AttributeId, spelling.ValueId)] = match;
            }
        }

        return found;
    }

    private readonly record struct Spelling(string AttributeId, string ValueId, string Text, bool IsLabel);
}
