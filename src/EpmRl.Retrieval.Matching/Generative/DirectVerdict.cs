namespace EpmRl.Retrieval.Matching;

/// <summary>
/// The verdict as the first word of an answer. Behind reasons its probability is that of the reasons, nearly always 0 or 1, and what is
/// quoted has decided it; as a first word it is that of the pair, so that it decides, and the reasons explain.
/// </summary>
internal static class DirectVerdict
{
    /// <summary>The beginning of an answer that is the verdict alone.</summary>
    public const string Cue = "verdict:";

    /// <summary>The verdict of a pair.</summary>
    /// <param name="same">The probability of <c>same</c> as a first word, in [0, 1].</param>
    /// <param name="reasoned">The verdict behind reasons, which tells variants from different products.</param>
    public static MatchVerdict Of(double same, MatchVerdict reasoned) =>
        same >= 0.5 ? MatchVerdict.Same : reasoned == MatchVerdict.Variant ? reasoned : MatchVerdict.Different;

    /// <summary>Whether reasons speak for the same side as the first word.</summary>
    /// <param name="same">The probability of <c>same</c> as a first word, in [0, 1].</param>
    /// <param name="reasoned">The verdict behind reasons.</param>
    public static bool Agrees(double same, MatchVerdict reasoned) => (same >= 0.5) == (reasoned == MatchVerdict.Same);
}
