using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>
/// Chooses value packs for the attributes of an imported taxonomy: an attribute whose values are mostly words of a pack gets that pack.
/// Names of attributes are not used. The result is written into the files, where it can be reviewed and removed.
/// </summary>
internal static class PackChoice
{
    private const int FewestNames = 2; // values that are names of families: otherwise the pack adds nothing
    private const int FewestWords = 3; // values that are words of the pack: two may be a coincidence

    /// <summary>Gives attributes the packs that match their values, and adds these to the taxonomy's.</summary>
    /// <returns>Each chosen pack with the ids of its attributes.</returns>
    public static IReadOnlyList<(string Pack, IReadOnlyList<string> AttributeIds)> Apply(
        IReadOnlyList<AttributeDraft> attributes, PackSet packs, UnitLookup units)
    {
        IReadOnlyList<ValuePack> shipped =
            [.. packs.ValuePacks, .. PackSet.ShippedValuePacks().Where(pack => !packs.Names.Contains(pack.Name))];
        (ValuePack Pack, HashSet<string> Names, HashSet<string> Words)[] known = [.. shipped.Select(Keys)];
        HashSet<string> everywhere = CommonLabels.Of([.. attributes.Select(draft => draft.Definition.Values.Select(value => value.Label))]);
        var chosen = new OrderedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (AttributeDraft draft in attributes.Where(
            draft => !draft.Declares("packs") && draft.Definition is { IsCode: false, Packs.Count: 0 }))
        {
            string[][] values = [.. draft.Definition.Values
                .Where(
                    value => value.Label.Any(char.IsLetter) && KindInference.Infer([value.Label], units).Kind == AttributeKind.Categorical)
                .Select(value => value.Aliases.Prepend(value.Label).Concat(LabelForms.Of(value.Label)).Select(TextKey.Of).ToArray())
                .Where(forms => !everywhere.Contains(forms[0]))];
            string[] fitting = [.. known.Where(one => Fits(values, one.Pack, one.Names, one.Words)).Select(one => one.Pack.Name)];
            draft.Definition = draft.Definition with { Packs = fitting };
            foreach (string pack in fitting)
            {
                if (!chosen.TryGetValue(pack, out List<string>? ids))
                {
                    chosen.Add(pack, ids = []);
                }

                ids.Add(draft.Definition.Id);
            }
        }

        foreach (ValuePack pack in shipped.Where(pack => chosen.ContainsKey(pack.Name) && !packs.Names.Contains(pack.Name)))
        {
            packs.Add(pack.Name, pack);
        }

        return [.. chosen.Select(pair => (pair.Key, (IReadOnlyList<string>)pair.Value))];
    }

    private static bool Fits(string[][] values, ValuePack pack, HashSet<string> names, HashSet<string> words)
    {
        int named = values.Count(forms => forms.Any(names.Contains));
        int said = values.Count(forms => forms.Any(words.Contains));
        return named >= FewestNames && said >= FewestWords && said >= pack.Share * values.Length;
    }

    private static (ValuePack Pack, HashSet<string> Names, HashSet<string> Words) Keys(ValuePack pack)
    {
        HashSet<string> names = [.. pack.Families.Keys.SelectMany(PackSynonyms.NamesOf).Select(TextKey.Of)];
        return (pack, names, [.. names, .. pack.Families.Values.SelectMany(words => words).Select(TextKey.Of)]);
    }
}
