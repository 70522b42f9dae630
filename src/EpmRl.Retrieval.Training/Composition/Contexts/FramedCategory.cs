using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Training.Composition;

/// <summary>The attributes of a category in one language, and the frames that fit them.</summary>
internal sealed class FramedCategory
{
    private readonly IReadOnlyList<string> nouns;
    private readonly ILookup<FrameKind, (ContextFrame Frame, AttributeWording[] Attributes)> byKind;
    private readonly FrameKind[] kinds; // with twins

    public FramedCategory(Category category, LanguageVocabulary vocabulary)
    {
        ContextLanguage language = vocabulary.Language;
        (Category, Language) = (category, language);
        Attributes = AttributeWording.Of(category, vocabulary);
        nouns = [.. category.Names.Where(names => language.Is(names.Key)).SelectMany(names => names.Value)];
        byKind = language.Frames
            .Select(frame => (frame, Attributes: Attributes.Where(frame.Fits).ToArray()))
            .Where(pair => pair.Attributes.Length > 0)
            .ToLookup(pair => pair.frame.Kind);
        kinds = [.. byKind.Select(group => group.Key).Where(kind => kind != FrameKind.Plain).Order()];
    }

    /// <summary>The category.</summary>
    public Category Category { get; }

    /// <summary>The language.</summary>
    public ContextLanguage Language { get; }

    /// <summary>The attributes with words in the language.</summary>
    public IReadOnlyList<AttributeWording> Attributes { get; }

    /// <summary>The frames that fit one of the attributes.</summary>
    public IEnumerable<ContextFrame> Frames => byKind.SelectMany(group => group).Select(pair => pair.Frame);

    /// <summary>Whether no frame fits.</summary>
    public bool IsEmpty => byKind.Count == 0;

    /// <summary>The attributes that a frame fits.</summary>
    public IReadOnlyList<AttributeWording> AttributesOf(ContextFrame frame) =>
        byKind[frame.Kind].FirstOrDefault(pair => pair.Frame == frame).Attributes ?? [];

    /// <summary>Chooses a frame, each kind as often as the others, and an attribute for it.</summary>
    /// <param name="random">Source of randomness.</param>
    /// <param name="plain">Share of plain frames.</param>
    public (ContextFrame Frame, AttributeWording Attribute) Choose(Random random, double plain)
    {
        bool isPlain = kinds.Length == 0 || (random.NextDouble() < plain && byKind.Contains(FrameKind.Plain));
        FrameKind kind = isPlain ? FrameKind.Plain : kinds[random.Next(kinds.Length)];
        (ContextFrame Frame, AttributeWording[] Attributes)[] fitting = [.. byKind[kind]];
        (ContextFrame frame, AttributeWording[] attributes) = fitting[random.Next(fitting.Length)];
        return (frame, attributes[random.Next(attributes.Length)]);
    }

    /// <summary>A noun for the category in the language, or in English where the taxonomy knows none.</summary>
    public string Noun(Random random) =>
        nouns.Count > 0 ? nouns[random.Next(Math.Min(nouns.Count, 4))] : ListingFrame.NounOf(Category.Name, random);
}
