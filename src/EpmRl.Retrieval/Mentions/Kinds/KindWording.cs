namespace EpmRl.Retrieval.Mentions;

/// <summary>The role of a wording in naming the product.</summary>
/// <param name="Sort">Its role in the sentence.</param>
/// <param name="Categories">Ids of the categories that it names; empty for words of the pack.</param>
/// <param name="NamedFirst">Whether its languages put a noun before the words that describe it, as Romance and Slavic ones do.</param>
internal sealed record KindWording(KindSort Sort, IReadOnlyList<string> Categories, bool NamedFirst);

/// <summary>The role of a word in a phrase that names a kind of product.</summary>
internal enum KindSort
{
    /// <summary>A category.</summary>
    Category,

    /// <summary>A thing that goes with other things: a bag, a holder, a machine.</summary>
    Accessory,

    /// <summary>Another kind of product.</summary>
    Other,

    /// <summary>Introduces what the product is for.</summary>
    For,

    /// <summary>Introduces what comes with the product or is a part of it.</summary>
    With,

    /// <summary>A word with a digit: sizes and models end a compound name.</summary>
    Number,
}
