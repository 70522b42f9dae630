namespace EpmRl.Retrieval.Taxonomy;

/// <summary>Which words of value packs mean which values of an attribute.</summary>
public static class PackSynonyms
{
    /// <summary>The packs' words for an attribute's values.</summary>
    /// <param name="attribute">The attribute; its <see cref="AttributeDefinition.Packs"/> say which packs apply.</param>
    /// <param name="packs">The taxonomy's packs.</param>
    /// <returns>
    /// Word and value. A family speaks for the first active value whose label or alias is its name, and for none where there is no such
    /// value; a word that is itself a label or alias of the attribute is left out, since it speaks for itself.
    /// </returns>
    public static IEnumerable<(string Word, TaxonomyValue Value)> Of(AttributeDefinition attribute, IReadOnlyList<ValuePack> packs)
    {
        ArgumentNullException.ThrowIfNull(attribute);
        if (attribute.Packs.Count == 0)
        {
            yield break;
        }

        var named = new Dictionary<string, TaxonomyValue>(StringComparer.Ordinal);
        foreach (TaxonomyValue value in attribute.Values.Where(value => value.Status == ValueStatus.Active))
        {
            foreach (string text in value.Aliases.Prepend(value.Label))
            {
                named.TryAdd(TextKey.Of(text), value);
            }
        }

        foreach (ValuePack pack in packs.Where(pack => attribute.Packs.Contains(pack.Name)))
        {
            foreach ((string family, IReadOnlyList<string> words) in pack.Families)
            {
                if (named.TryGetValue(TextKey.Of(family), out TaxonomyValue? value))
                {
                    foreach (string word in words.Where(word => !named.ContainsKey(TextKey.Of(word))))
                    {
                        yield return (word, value);
                    }
                }
            }
        }
    }
}
