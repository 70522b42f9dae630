using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>
/// Makes values from the labels of one attribute: assigns ids, omits the null value, and resolves labels that count as equal.
/// </summary>
internal sealed class ValueListBuilder(string attributeName, ProblemLog log)
{
    private static readonly string NullKey = TextKey.Of("n/a"); // the null value of published value lists

    private readonly List<TaxonomyValue> values = [];
    private readonly TakenIds ids = new();
    private readonly Dictionary<string, string> folded = new(StringComparer.Ordinal); // key without case → first label
    private readonly Dictionary<string, TaxonomyValue> cased = new(StringComparer.Ordinal);
    private bool caseSensitive;

    /// <summary>The positions of the values kept.</summary>
    public Dictionary<string, Place> Places { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds a label; <paramref name="id"/> is the source's own id, if it has one.</summary>
    /// <returns>Id of the label's value; null when it means no value.</returns>
    public string? Add(string label, Place place, string? id = null)
    {
        string key = TextKey.Of(label);
        if (key.Length == 0)
        {
            log.Warn(place.Path, place.Line, $"'{attributeName}' lists an empty label. It is left out.");
            return null;
        }

        if (key == NullKey)
        {
            return null; // every attribute has its own null value
        }

        string exact = TextKey.OfCased(label);
        if (cased.TryGetValue(exact, out TaxonomyValue? known))
        {
            log.Warn(place.Path, place.Line, $"'{attributeName}' lists '{label}' again (first as '{known.Label}'). It is taken once.");
            return known.Id;
        }

        if (!folded.TryAdd(key, label))
        {
            caseSensitive = true;
            log.Warn(
                place.Path, place.Line, $"'{attributeName}' lists '{folded[key]}' and '{label}', which differ in case alone. They are kept "
                + "apart, and the attribute is 'case_sensitive'. If they are one value, make one an alias of the other.");
        }

        string unique = id is not null && ids.Add(id) ? id : ids.Unique(Slug.Of(label));
        var value = new TaxonomyValue { Id = unique, Label = label };
        cased.Add(exact, value);
        values.Add(value);
        Places[unique] = place;
        return unique;
    }

    /// <summary>The attribute with the values.</summary>
    public AttributeDraft Build(string id, Place place)
    {
        var draft = new AttributeDraft(
            new AttributeDefinition { Id = id, Name = attributeName, Values = values, CaseSensitive = caseSensitive }, place);
        foreach ((string value, Place found) in Places)
        {
            draft.SetPlaceOfValue(value, found);
        }

        return draft;
    }
}
