namespace EpmRl.Retrieval.Training.Composition;

/// <summary>What a text with a context frame says of a value that is not the product's.</summary>
internal enum FrameKind
{
    /// <summary>Nothing else: a template without a twin, in which the product has the value.</summary>
    Plain,

    /// <summary>The product does not have it: "without", "-free".</summary>
    Negation,

    /// <summary>It is not part of the offer: "sold separately", "optional".</summary>
    Exclusion,

    /// <summary>It only looks like it: "look", "faux", "-effect", "plated".</summary>
    Imitation,

    /// <summary>Something the product is meant for has it: "for", "compatible with", "replaces".</summary>
    Purpose,

    /// <summary>It is a product of its own, or one that is added: "case for a …".</summary>
    Accessory,

    /// <summary>The product is compared with it: "lighter than", "instead of".</summary>
    Comparison,

    /// <summary>It can be chosen: "available in …".</summary>
    Options,

    /// <summary>It is a limit: "up to", "expandable to".</summary>
    Bound,

    /// <summary>A part of the product has it: cable, strap, packaging.</summary>
    Part,

    /// <summary>It is a word of a maker's or shop's name.</summary>
    Name,

    /// <summary>It is a word of an idiom.</summary>
    Idiom,

    /// <summary>Another model or variant has it: "also available in".</summary>
    Edition,
}
