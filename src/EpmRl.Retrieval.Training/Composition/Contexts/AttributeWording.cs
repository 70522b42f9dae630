using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Training.Composition;

/// <summary>An attribute of a category as it is worded in one language.</summary>
internal sealed class AttributeWording
{
    private readonly IValueSource values;
    private readonly IReadOnlyList<string> names;

    private AttributeWording(
        AttributeDefinition attribute, IReadOnlyList<string> names, IReadOnlySet<string> traits, IValueSource values, bool needsName)
    {
        (Attribute, this.names, Traits, this.values, NeedsName) = (attribute, names, traits, values, needsName);
    }

    /// <summary>The attribute.</summary>
    public AttributeDefinition Attribute { get; }

    /// <summary>Its first name in the language; null when that is unknown.</summary>
    public string? Name => names.Count == 0 ? null : names[0];

    /// <summary>
    /// What frames can take: its kind, packs, dimension, id and name; <c>features</c> for several values that are no colours or
    /// materials, <c>maker</c> for makers, and <c>model</c> for their codes.
    /// </summary>
    public IReadOnlySet<string> Traits { get; }

    /// <summary>Whether there is a second value to choose.</summary>
    public bool HasOther => values.Count > 1;

    /// <summary>
    /// Whether a value says nothing without the attribute's name, since another attribute of the category has such values.
    /// </summary>
    public bool NeedsName { get; }

    /// <summary>Whether its values are makers.</summary>
    public bool IsMaker => Traits.Contains("maker");

    /// <summary>Whether its values are codes of models.</summary>
    public bool IsModel => Traits.Contains("model");

    /// <summary>One of its names in the language.</summary>
    public string NameOf(Random random) => names[random.Next(names.Count)];

    /// <summary>Chooses a value.</summary>
    /// <param name="random">Source of randomness.</param>
    /// <param name="not">The key of a value that is not to be chosen; null for none.</param>
    public DrawnValue Draw(Random random, string? not = null) => values.Draw(random, not);

    /// <summary>The attributes of a category that have words in a language.</summary>
    public static IReadOnlyList<AttributeWording> Of(Category category, LanguageVocabulary vocabulary) =>
    [
        .. category.Attributes
            .Select(attribute => (attribute, values: vocabulary.ValuesOf(attribute)))
            .Where(pair => pair.values is not null)
            .Select(pair => new AttributeWording(
                pair.attribute, vocabulary.NamesOf(pair.attribute), TraitsOf(pair.attribute, vocabulary), pair.values!,
                IsAmbiguous(pair.attribute, category, vocabulary))),
    ];

    private static HashSet<string> TraitsOf(AttributeDefinition attribute, LanguageVocabulary vocabulary)
    {
        if (vocabulary.IsMaker(attribute) || LanguageVocabulary.IsModel(attribute))
        {
            return [vocabulary.IsMaker(attribute) ? "maker" : "model", attribute.Id];
        }

        HashSet<string> traits =
            [AttributeKinds.Of(attribute.Kind).Word, attribute.Id, attribute.Name.ToLowerInvariant(), .. attribute.Packs];
        if (vocabulary.DimensionOf(attribute) is { } dimension)
        {
            traits.Add(dimension);
        }

        if (attribute.IsNamed && attribute.MaxValues > 1
            && !attribute.Packs.Contains("colors") && !attribute.Packs.Contains("materials"))
        {
            traits.Add("features");
        }

        return traits;
    }

    // "60 cm" alone is neither a width nor a height, and "black" not the colour of a lens.
    private static bool IsAmbiguous(AttributeDefinition attribute, Category category, LanguageVocabulary vocabulary)
    {
        string? dimension = vocabulary.DimensionOf(attribute);
        return category.Attributes.Any(other => other.Id != attribute.Id && (attribute.IsQuantity
            ? other.IsQuantity && (dimension is null || vocabulary.DimensionOf(other) == dimension)
            : attribute.IsNamed && other.IsNamed && other.Name.Length < attribute.Name.Length
                && other.Packs.Any(attribute.Packs.Contains)));
    }
}
