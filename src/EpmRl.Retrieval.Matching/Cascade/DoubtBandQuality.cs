namespace EpmRl.Retrieval.Matching;

/// <summary>What a doubt band does to labelled pairs.</summary>
/// <param name="Band">The band.</param>
/// <param name="Pairs">All pairs.</param>
/// <param name="Sent">Pairs in the band, which a second matcher would see.</param>
/// <param name="Above">Pairs above it.</param>
/// <param name="RightAbove">Those that match.</param>
/// <param name="Below">Pairs below it.</param>
/// <param name="RightBelow">Those that do not match.</param>
internal readonly record struct DoubtBandQuality(
    DoubtBand Band, int Pairs, int Sent, int Above, int RightAbove, int Below, int RightBelow)
{
    /// <summary>Share of the pairs that are sent, in [0, 1].</summary>
    public double Share => Pairs > 0 ? (double)Sent / Pairs : 0;

    /// <summary>Share of the pairs above the band that match; null where there are none.</summary>
    public double? PrecisionAbove => Above > 0 ? (double)RightAbove / Above : null;

    /// <summary>Share of the pairs below the band that do not match; null where there are none.</summary>
    public double? PrecisionBelow => Below > 0 ? (double)RightBelow / Below : null;

    /// <summary>Counts pairs around a band.</summary>
    /// <param name="band">The band; where it is empty, pairs are above from the threshold on.</param>
    /// <param name="labelled">Probabilities of "same" with the truth.</param>
    /// <param name="threshold">Probability from which the fast matcher says "same".</param>
    public static DoubtBandQuality Of(DoubtBand band, IEnumerable<(double Probability, bool IsSame)> labelled, double threshold)
    {
        ArgumentNullException.ThrowIfNull(labelled);
        int sent = 0, above = 0, rightAbove = 0, below = 0, rightBelow = 0;
        foreach ((double probability, bool isSame) in labelled)
        {
            if (band.Contains(probability))
            {
                sent++;
            }
            else if (band.IsEmpty ? probability >= threshold : probability > band.High)
            {
                above++;
                rightAbove += isSame ? 1 : 0;
            }
            else
            {
                below++;
                rightBelow += isSame ? 0 : 1;
            }
        }

        return new DoubtBandQuality(band, sent + above + below, sent, above, rightAbove, below, rightBelow);
    }
}
