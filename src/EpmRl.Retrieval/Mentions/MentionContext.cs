namespace EpmRl.Retrieval.Mentions;

/// <summary>How the words around a mention say that it is meant.</summary>
internal enum MentionContext
{
    /// <summary>As a value of the product.</summary>
    Plain,

    /// <summary>The product lacks it: <c>without Bluetooth</c>, <c>lid not included</c>.</summary>
    Negated,

    /// <summary>The product only looks like it: <c>marble effect</c>, <c>gold plated</c>.</summary>
    Imitation,

    /// <summary>
    /// It belongs to a part, or to something else that the product goes with: <c>for 15 inch laptops</c>, <c>black cable</c>.
    /// </summary>
    Elsewhere,

    /// <summary>It is one of several values to choose from: <c>available in red and blue</c>.</summary>
    Offered,

    /// <summary>The word is used in another sense: <c>crystal clear sound</c>, <c>mint condition</c>.</summary>
    OtherSense,
}
