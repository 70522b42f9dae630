namespace EpmRl.Retrieval.Taxonomy;

/// <summary>
/// Finds the attribute whose list a variant shares. Two forms occur: one list for two things ("Paint/Dye form" for <c>dye-form</c>), and a
/// thing before a general list (<c>lens-color</c> of "Color").
/// </summary>
internal sealed class HandleOrigins
{
    private const int MostAlternatives = 64;

    private readonly HashSet<string> known;
    private readonly ILookup<string, string> alternatives;
    private readonly Dictionary<string, int> ownLists;
    private readonly Dictionary<string, int> variants;

    /// <param name="attributes">The attributes with lists.</param>
    /// <param name="variants">The ids without one.</param>
    public HandleOrigins(IReadOnlyList<(string Id, string Name)> attributes, IReadOnlyList<string> variants)
    {
        known = [.. attributes.Select(attribute => attribute.Id)];
        alternatives = attributes.Where(attribute => attribute.Name.Contains('/', StringComparison.Ordinal))
            .SelectMany(attribute => Alternatives(attribute.Name).Select(variant => (variant, attribute.Id)))
            .ToLookup(pair => pair.variant, pair => pair.Id, StringComparer.Ordinal);
        ownLists = CountEndings(attributes.Select(attribute => attribute.Id));
        this.variants = CountEndings(variants);
    }

    /// <summary>The attribute, or null where it cannot be determined.</summary>
    public string? Of(string variant)
    {
        if (alternatives[variant].Distinct().ToArray() is [string only])
        {
            return only;
        }

        // An ending under which most attributes have lists of their own ("… features", "… size") proves nothing.
        return Endings(variant).FirstOrDefault(ending =>
            known.Contains(ending) && ownLists.GetValueOrDefault(ending) <= variants.GetValueOrDefault(ending));
    }

    // "Crafting frame/stretcher features" → crafting-frame-features, crafting-stretcher-features.
    private static IEnumerable<string> Alternatives(string name)
    {
        IEnumerable<string> all = [""];
        foreach (string word in name.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] choices = [.. word.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Slug.Of)];
            all = [.. all.SelectMany(start => choices.Select(choice => start.Length == 0 ? choice : $"{start}-{choice}"))
                .Take(MostAlternatives)];
        }

        return all;
    }

    private static Dictionary<string, int> CountEndings(IEnumerable<string> ids) =>
        ids.SelectMany(Endings).CountBy(ending => ending).ToDictionary(StringComparer.Ordinal);

    // The longest first, without the complete id.
    private static IEnumerable<string> Endings(string id)
    {
        for (int dash = id.IndexOf('-', StringComparison.Ordinal); dash >= 0; dash = id.IndexOf('-', dash + 1))
        {
            yield return id[(dash + 1)..];
        }
    }
}
