using EpmRl.Retrieval.Matching;

namespace EpmRl.Retrieval.Training.Matching;

/// <summary>Says what a doubt band does.</summary>
internal static class BandText
{
    /// <summary>A sentence or two.</summary>
    public static string Of(DoubtBandQuality quality) =>
        (quality.Band.IsEmpty
            ? "no probability is in doubt."
            : FormattableString.Invariant($"probabilities from {quality.Band.Low:0.######} to {quality.Band.High:0.######}; ")
                + FormattableString.Invariant($"{quality.Sent:N0} of {quality.Pairs:N0} pairs, {quality.Share * 100:0.0} %."))
        + Side(quality.PrecisionAbove, quality.Above, "above", "match")
        + Side(quality.PrecisionBelow, quality.Below, "below", "do not match");

    private static string Side(double? share, int count, string where, string what) => share is { } precision
        ? FormattableString.Invariant($" Of {count:N0} pairs {where} it {precision * 100:0.00} % {what}.")
        : $" No pair is {where} it.";
}
