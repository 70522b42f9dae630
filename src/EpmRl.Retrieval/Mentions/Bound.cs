namespace EpmRl.Retrieval.Mentions;

/// <summary>Whether a quantity is the end of an open range.</summary>
internal enum Bound
{
    /// <summary>Not an end: "5 kg".</summary>
    None,

    /// <summary>The largest: "up to 5 kg".</summary>
    AtMost,

    /// <summary>The smallest: "from 5 kg".</summary>
    AtLeast,
}
