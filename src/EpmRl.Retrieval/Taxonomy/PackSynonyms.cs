using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>Which words of value packs mean which values of an attribute.</summary>
internal static class PackSynonyms
{
    private const string BetweenNames = " / ", BeforeBroader = " < ";

    /// <summary>The synonymous names of a family: those of "navy / navy blue &lt; blue" are "navy" and "navy blue".</summary>
    /// <param name="family">The family's name in the pack.</param>
    public static IReadOnlyList<string> NamesOf(string family)
    {
        ArgumentNullException.ThrowIfNull(family);
        return Split(family.Split(BeforeBroader)[0]);
    }

    /// <summary>The packs' words for an attribute's values.</summary>
    /// <param name="attribute">The attribute; its <see cref="AttributeDefinition.Packs"/> say which packs apply.</param>
    /// <param name="packs">The taxonomy's packs.</param>
    /// <returns>
    /// Word and value. A family applies to the first active value whose label, form of a label (<see cref="LabelForms"/>) or alias is one
    /// of its names; if none, to one with the broader name after &lt; ("navy &lt; blue" where a list has no navy); otherwise to none. Its
    /// other names are words too. A word that is itself a label or alias of the attribute is omitted, and one that is a label written
    /// together or with a dash ("rosegold") means that label.
    /// </returns>
    public static IEnumerable<(string Word, TaxonomyValue Value)> Of(AttributeDefinition attribute, IReadOnlyList<ValuePack> packs) =>
        WithBroader(attribute, packs).Select(synonym => (synonym.Word, synonym.Value));

    /// <summary>The same, and whether the value is only the broader one, so that a value with the exact name takes precedence.</summary>
    /// <inheritdoc cref="Of"/>
    public static IEnumerable<(string Word, TaxonomyValue Value, bool IsBroader)> WithBroader(
        AttributeDefinition attribute, IReadOnlyList<ValuePack> packs)
    {
        ArgumentNullException.ThrowIfNull(attribute);
        if (attribute.Packs.Count == 0)
        {
            yield break;
        }

        TaxonomyValue[] active = [.. attribute.Values.Where(value => value.Status == ValueStatus.Active)];
        var own = new HashSet<string>(StringComparer.Ordinal);
        var joined = new Dictionary<string, TaxonomyValue>(StringComparer.Ordinal);
        var named = new Dictionary<string, TaxonomyValue>(StringComparer.Ordinal);
        foreach (TaxonomyValue value in active)
        {
            foreach (string key in value.Aliases.Prepend(value.Label).Select(TextKey.Of))
            {
                own.Add(key);
                joined.TryAdd(Joined(key), value);
                named.TryAdd(key, value);
            }
        }

        foreach (TaxonomyValue value in active)
        {
            foreach (string form in LabelForms.Of(value.Label))
            {
                named.TryAdd(TextKey.Of(form), value);
            }
        }

        foreach (ValuePack pack in packs.Where(pack => pack.Kind == PackKind.Values && attribute.Packs.Contains(pack.Name)))
        {
            foreach ((string family, IReadOnlyList<string> words) in pack.Families)
            {
                string[] levels = family.Split(BeforeBroader);
                TaxonomyValue? exact = Find(levels[0]);
                if ((exact ?? levels.Skip(1).Select(Find).FirstOrDefault(value => value is not null)) is { } value)
                {
                    foreach (string word in Split(levels[0]).Concat(words))
                    {
                        string key = TextKey.Of(word);
                        if (!own.Contains(key))
                        {
                            TaxonomyValue? written = joined.GetValueOrDefault(Joined(key));
                            yield return (word, written ?? value, written is null && exact is null);
                        }
                    }
                }
            }
        }

        TaxonomyValue? Find(string names) =>
            Split(names).Select(name => named.GetValueOrDefault(TextKey.Of(name))).FirstOrDefault(value => value is not null);
    }

    private static string[] Split(string names) =>
        names.Split(BetweenNames, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string Joined(string key) => key.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
}
