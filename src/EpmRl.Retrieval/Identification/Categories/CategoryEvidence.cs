using EpmRl.Retrieval.Mentions;

namespace EpmRl.Retrieval.Identification;

/// <summary>The evidence for and against one category of a listing. Facts only: <see cref="CategoryRule"/> weighs them.</summary>
internal sealed record CategoryEvidence
{
    /// <summary>Id of the category.</summary>
    public required string CategoryId { get; init; }

    /// <summary>How the title's kinds of product relate to the category.</summary>
    public TitleKind Title { get; init; }

    /// <summary>
    /// Whether the taxonomy lists other names of its categories; without them, the absence of a name in the text says little.
    /// </summary>
    public bool HasNames { get; init; }

    /// <summary>
    /// Share of the category among the kinds that the description is about, in [0, 1]; a few mentions count less than many.
    /// </summary>
    public double Described { get; init; }

    /// <summary>The same for kinds of other categories or none.</summary>
    public double DescribedOther { get; init; }

    /// <summary>
    /// How much of the text the category's own attributes explain, in [0, 1): attributes that few categories have count more. 0 where it
    /// could not change the result.
    /// </summary>
    public double Explained { get; init; }

    /// <summary>Cosine of the listing and the category's prompts, in [-1, 1].</summary>
    public double Cosine { get; init; }

    /// <summary>Cosine minus the best one of the other categories.</summary>
    public double Margin { get; init; }

    /// <summary>The places that name the category.</summary>
    public IReadOnlyList<KindMention> Mentions { get; init; } = [];
}

/// <summary>How a title, or a description where the listing has no title, relates to a category.</summary>
internal enum TitleKind
{
    /// <summary>No kind of product is named.</summary>
    None,

    /// <summary>The first product named is of the category.</summary>
    Named,

    /// <summary>The first product named is another one; the category's comes later.</summary>
    NamedLater,

    /// <summary>The category is named only as something that the product is for or comes with.</summary>
    NamedOtherwise,

    /// <summary>Products of other categories are named.</summary>
    OtherCategory,

    /// <summary>Only products of no category are named.</summary>
    OtherKind,
}
