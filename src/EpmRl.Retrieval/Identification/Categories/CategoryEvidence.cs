using EpmRl.Retrieval.Mentions;

namespace EpmRl.Retrieval.Identification;

/// <summary>What speaks for and against one category of a listing. Facts only: <see cref="CategoryRule"/> weighs them.</summary>
internal sealed record CategoryEvidence
{
    /// <summary>Id of the category.</summary>
    public required string CategoryId { get; init; }

    /// <summary>What the title is about, as far as it names kinds.</summary>
    public TitleKind Title { get; init; }

    /// <summary>
    /// Whether the taxonomy lists what listings call its categories; where it does not, a text that names nothing says little.
    /// </summary>
    public bool HasNames { get; init; }

    /// <summary>
    /// Share of the category among the kinds that the description is about, in [0, 1]; a few mentions count less than many.
    /// </summary>
    public double Described { get; init; }

    /// <summary>The same of kinds that are none of the category's.</summary>
    public double DescribedOther { get; init; }

    /// <summary>
    /// How much of the text the category's own attributes explain, in [0, 1): attributes that few categories have count more. 0 where that
    /// could not matter.
    /// </summary>
    public double Explained { get; init; }

    /// <summary>Cosine of the listing and the category's prompts.</summary>
    public double Cosine { get; init; }

    /// <summary>That less the best of the other categories.</summary>
    public double Margin { get; init; }

    /// <summary>The places that name the category.</summary>
    public IReadOnlyList<KindMention> Mentions { get; init; } = [];
}

/// <summary>How a title, or a description where the listing has no title, relates to a category.</summary>
internal enum TitleKind
{
    /// <summary>It names no kind of product.</summary>
    None,

    /// <summary>The first product that it names is of the category.</summary>
    Named,

    /// <summary>The first product that it names is another one; the category's comes later.</summary>
    NamedLater,

    /// <summary>The category is named only as what the product is for, or comes with.</summary>
    NamedOtherwise,

    /// <summary>It names products of other categories.</summary>
    OtherCategory,

    /// <summary>It names products of no category.</summary>
    OtherKind,
}
