using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Identification;

/// <summary>The values of an attribute by every name that a cell may use: label, locale label, alias, id, synonym.</summary>
internal sealed class ValueNames
{
    private const int Longest = 200; // characters; longer texts are not values

    private readonly Dictionary<string, TaxonomyValue> names = new(StringComparer.Ordinal);
    private readonly bool isCaseSensitive;

    /// <summary>Collects the names; a name shared by several values means the one that has it as its label.</summary>
    public ValueNames(AttributeDefinition attribute, IReadOnlyList<ValuePack> packs)
    {
        isCaseSensitive = attribute.CaseSensitive;
        TaxonomyValue[] active = [.. attribute.Values.Where(value => value.Status == ValueStatus.Active)];
        AddAll(value => [value.Label]);
        AddAll(value => value.LocaleLabels.Values);
        AddAll(value => value.Aliases);
        AddAll(value => [value.Id]);
        AddAll(value => LabelForms.Of(value.Label));
        foreach ((string word, TaxonomyValue value) in PackSynonyms.Of(attribute, packs))
        {
            Add(word, value);
        }

        void AddAll(Func<TaxonomyValue, IEnumerable<string>> of)
        {
            foreach (TaxonomyValue value in active)
            {
                foreach (string name in of(value))
                {
                    Add(name, value);
                }
            }
        }
    }

    /// <summary>The value that an entire text names; null if none. Codes may have <c>_</c> or <c>-</c> in place of a blank.</summary>
    public TaxonomyValue? Find(string text) =>
        text.Length > Longest ? null : names.GetValueOrDefault(Key(text)) ?? names.GetValueOrDefault(Loose(text));

    private void Add(string name, TaxonomyValue value)
    {
        names.TryAdd(Key(name), value);
        names.TryAdd(Loose(name), value);
    }

    private string Loose(string text) => Key(text.Replace('_', ' ').Replace('-', ' '));

    private string Key(string text) => isCaseSensitive ? TextKey.OfCased(text) : TextKey.Of(text);
}
