namespace EpmRl.Retrieval.Matching;

/// <summary>
/// The verdict as the first word of an answer. Behind reasons its probability is that of the reasons, nearly always 0 or 1; as a first word
/// it is that of the pair. Both together decide.
/// </summary>
internal static class DirectVerdict
{
    /// <summary>The beginning of an answer that is the verdict alone.</summary>
    public const string Cue = "verdict:";

    /// <summary>The probability of <c>same</c>: the mean of both.</summary>
    /// <param name="reasoned">Behind reasons, in [0, 1].</param>
    /// <param name="direct">As a first word, in [0, 1]; null where the model was not asked.</param>
    public static double Joined(double reasoned, double? direct) => direct is { } alone ? (reasoned + alone) / 2 : reasoned;

    /// <summary>The verdict of both: that of the reasons, unless the probability says otherwise.</summary>
    /// <param name="reasoned">The verdict behind reasons.</param>
    /// <param name="same">The joined probability of <c>same</c>.</param>
    public static MatchVerdict Of(MatchVerdict reasoned, double same) =>
        same >= 0.5 ? MatchVerdict.Same : reasoned == MatchVerdict.Variant ? reasoned : MatchVerdict.Different;
}
