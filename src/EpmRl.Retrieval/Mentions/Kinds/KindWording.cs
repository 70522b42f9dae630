namespace EpmRl.Retrieval.Mentions;

/// <summary>What a wording says about the kind of product that a text is about.</summary>
/// <param name="Sort">Its part in the sentence.</param>
/// <param name="Categories">Ids of the categories that it names; empty for words of the pack.</param>
/// <param name="NamedFirst">Whether its languages put a noun before the words that describe it, as Romance and Slavic ones do.</param>
internal sealed record KindWording(KindSort Sort, IReadOnlyList<string> Categories, bool NamedFirst);

/// <summary>The part of a word in a phrase that names a kind of product.</summary>
internal enum KindSort
{
    /// <summary>It names a category.</summary>
    Category,

    /// <summary>It names a thing that goes with other things: a bag, a stand, a machine.</summary>
    Accessory,

    /// <summary>It names another kind of product.</summary>
    Other,

    /// <summary>What follows is what the product is for.</summary>
    For,

    /// <summary>What follows comes with the product, or is a part of it.</summary>
    With,

    /// <summary>A word with a digit: sizes and models end a compound name.</summary>
    Number,
}
