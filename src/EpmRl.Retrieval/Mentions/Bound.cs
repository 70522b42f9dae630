namespace EpmRl.Retrieval.Mentions;

/// <summary>Which end of an open range a quantity is.</summary>
internal enum Bound
{
    /// <summary>It is no end: "5 kg".</summary>
    None,

    /// <summary>The largest: "up to 5 kg".</summary>
    AtMost,

    /// <summary>The smallest: "from 5 kg".</summary>
    AtLeast,
}
