namespace EpmRl.Retrieval.Matching;

/// <summary>A labelled pair as both matchers of a cascade see it.</summary>
/// <param name="Probability">The fast matcher's probability of "same".</param>
/// <param name="Fast">The fast matcher's verdict.</param>
/// <param name="Generated">The generator's verdict; null where it was not asked, then the fast one stands.</param>
/// <param name="IsSame">The truth.</param>
internal readonly record struct CascadeSample(double Probability, MatchVerdict Fast, MatchVerdict? Generated, bool IsSame)
{
    /// <summary>The cascade's verdict for a band.</summary>
    public MatchVerdict VerdictIn(DoubtBand band) =>
        band.Contains(Probability) && Generated is { } generated && generated != MatchVerdict.Unsure ? generated : Fast;
}
