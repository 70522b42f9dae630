namespace EpmRl.Retrieval.Mentions;

/// <summary>How a word is governed by the cues around it.</summary>
[Flags]
internal enum Governed
{
    /// <summary>Not at all.</summary>
    None = 0,

    /// <summary>What begins here is lacking.</summary>
    NegatedStart = 1,

    /// <summary>What ends here is lacking.</summary>
    NegatedEnd = 1 << 1,

    /// <summary>What begins here is imitated.</summary>
    ImitatedStart = 1 << 2,

    /// <summary>What ends here is imitated.</summary>
    ImitatedEnd = 1 << 3,

    /// <summary>What ends here is a thin layer.</summary>
    CoatedEnd = 1 << 11,

    /// <summary>What begins here is something that the product fits or replaces.</summary>
    ElsewhereStart = 1 << 4,

    /// <summary>The word is in the phrase of something that the product fits or replaces.</summary>
    Elsewhere = 1 << 5,

    /// <summary>The word is in a list of such things.</summary>
    ElsewhereList = 1 << 6,

    /// <summary>What begins here is something that the product is for.</summary>
    ForStart = 1 << 7,

    /// <summary>The word is in the phrase of something that the product is for.</summary>
    For = 1 << 8,

    /// <summary>What ends here is something that the product suits.</summary>
    SuitedEnd = 1 << 9,

    /// <summary>The words here are to be chosen from.</summary>
    Offered = 1 << 10,

    /// <summary>The clause is about another product, model or time.</summary>
    Another = 1 << 12,

    /// <summary>The word is in the phrase of something that comes along.</summary>
    Bundled = 1 << 13,
}
