namespace EpmRl.Retrieval.Aliases;

/// <summary>How an alias candidate resembles the label, the least similar first.</summary>
internal enum AliasLikeness
{
    /// <summary>Not at all: a synonym, or a word that co-occurs with it.</summary>
    None,

    /// <summary>They share a word.</summary>
    SharedWord,

    /// <summary>One is spelled much like the other, or is an abbreviation of it.</summary>
    Spelling,

    /// <summary>One consists of the initials of the other.</summary>
    Initials,
}
