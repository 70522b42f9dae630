namespace EpmRl.Retrieval.Training.Composition;

/// <summary>What a place of a template takes.</summary>
internal enum FrameSlot
{
    /// <summary>The text of the template itself.</summary>
    Text,

    /// <summary>The value of the frame: the product's in the stated wording, and not in the twin.</summary>
    Value,

    /// <summary>The same with capital letters, as in names.</summary>
    CapitalValue,

    /// <summary>Words of the template that are a value's, as in an idiom; labelled like <see cref="Value"/>.</summary>
    Words,

    /// <summary>Another value of the attribute, which the product does not have.</summary>
    Other,

    /// <summary>The same value, where the product has it.</summary>
    Actual,

    /// <summary>The attribute's name.</summary>
    Attribute,

    /// <summary>The category's noun.</summary>
    Product,

    /// <summary>Words unrelated to any attribute.</summary>
    Filler,
}
