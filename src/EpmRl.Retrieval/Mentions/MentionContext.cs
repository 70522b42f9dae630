namespace EpmRl.Retrieval.Mentions;

/// <summary>The meaning of a mention according to the words around it.</summary>
internal enum MentionContext
{
    /// <summary>A value of the product.</summary>
    Plain,

    /// <summary>The product lacks it: <c>without Bluetooth</c>, <c>lid not included</c>.</summary>
    Negated,

    /// <summary>The product only looks like it: <c>marble effect</c>, <c>gold plated</c>.</summary>
    Imitation,

    /// <summary>
    /// A value of a part, or of something else that the product goes with: <c>for 15 inch laptops</c>, <c>black cable</c>.
    /// </summary>
    Elsewhere,

    /// <summary>One of several values to choose from: <c>available in red and blue</c>.</summary>
    Offered,

    /// <summary>The word is used in another sense: <c>crystal clear sound</c>, <c>mint condition</c>.</summary>
    OtherSense,
}
