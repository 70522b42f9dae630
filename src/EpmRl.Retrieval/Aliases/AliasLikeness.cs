namespace EpmRl.Retrieval.Aliases;

/// <summary>How a wording resembles the label it may stand for, the least first.</summary>
public enum AliasLikeness
{
    /// <summary>Not at all: another word for the same, or a word that goes with it.</summary>
    None,

    /// <summary>They share a word.</summary>
    SharedWord,

    /// <summary>One is spelled much like the other, or is cut from it.</summary>
    Spelling,

    /// <summary>One is made of the initials of the other.</summary>
    Initials,
}
