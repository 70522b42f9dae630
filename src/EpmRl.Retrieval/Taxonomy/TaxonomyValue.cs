namespace EpmRl.Retrieval.Taxonomy;

/// <summary>One value of an attribute. The id never changes; labels are data.</summary>
public sealed record TaxonomyValue
{
    /// <summary>Stable id, unique within the attribute: lower-case letters, digits, <c>.</c>, <c>_</c>, <c>-</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The normalised form used in answers.</summary>
    public required string Label { get; init; }

    /// <summary>Other spellings that mean this value, in any order.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Labels by BCP-47 language tag.</summary>
    public IReadOnlyDictionary<string, string> LocaleLabels { get; init; } = NoLabels;

    /// <summary>What the value covers, in a sentence or a list of examples; becomes a separate prompt. Null for none.</summary>
    public string? Description { get; init; }

    /// <summary>Whether the value may be answered.</summary>
    public ValueStatus Status { get; init; }

    /// <summary>For a deprecated value: the id of its replacement, <c>attribute/value</c> if in another attribute, or null.</summary>
    public string? ReplacedBy { get; init; }

    /// <summary>
    /// For a deprecated value that was split: the values its listings now have one of, written as <see cref="ReplacedBy"/>.
    /// </summary>
    public IReadOnlyList<string> SplitInto { get; init; } = [];

    private static readonly Dictionary<string, string> NoLabels = [];

    /// <summary>
    /// The label for readers of a language: that of the tag, else of the tag without its last part (<c>de-AT</c>, <c>de</c>), else
    /// <see cref="Label"/>.
    /// </summary>
    /// <param name="locale">BCP-47 language tag; null for <see cref="Label"/>.</param>
    public string LabelIn(string? locale)
    {
        for (string? tag = locale; tag is not null; tag = tag.LastIndexOf('-') is > 0 and int end ? tag[..end] : null)
        {
            foreach ((string language, string label) in LocaleLabels)
            {
                if (string.Equals(language, tag, StringComparison.OrdinalIgnoreCase))
                {
                    return label;
                }
            }
        }

        return Label;
    }
}
