namespace EpmRl.Retrieval.Identification;

/// <summary>
/// Combines the evidence for a category into a probability: a multinomial logit over the candidates and "no category fits", whose score is
/// 0.
/// </summary>
/// <remarks>
/// The weights were fitted to 2,050 offers of real shops, nine tenths of which belong to no category of the sample taxonomy, and 70
/// listings in seven languages (maximum likelihood, 0.5 L2). They do not depend on a category, so every taxonomy uses the same.
/// </remarks>
internal static class CategoryRule
{
    /// <summary>The probability from which a category is accepted.</summary>
    public const double Threshold = 0.5;

    private const double Bias = -4.8;
    private const double WithoutNames = 3; // chosen on samples/shopify, whose taxonomy names each category once
    private const double PerCosine = 1.3;
    private const double PerMargin = 2.4;
    private const double PerExplained = 3.9;
    private const double PerDescribed = 2.3;
    private const double PerDescribedOther = -1.2;

    /// <summary>The score of a category; that of "none" is 0.</summary>
    public static double Score(CategoryEvidence evidence) => Bias
        + OfTitle(evidence.Title)
        + (evidence.HasNames || evidence.Title is TitleKind.Named or TitleKind.NamedLater ? 0 : WithoutNames)
        + (PerDescribed * evidence.Described)
        + (PerDescribedOther * evidence.DescribedOther)
        + (PerExplained * evidence.Explained)
        + (PerCosine * evidence.Cosine)
        + (PerMargin * evidence.Margin);

    /// <summary>
    /// Whether a category could reach a threshold if its attributes explained the entire text. Reading them is most of the work.
    /// </summary>
    public static bool CanReach(CategoryEvidence evidence, double threshold) =>
        Score(evidence with { Explained = 1 }) >= Math.Log(threshold / (1 - threshold));

    /// <summary>The probability of each candidate; the rest to 1 is that of no category.</summary>
    public static double[] Probabilities(IReadOnlyList<CategoryEvidence> candidates)
    {
        double[] weights = [.. candidates.Select(candidate => Math.Exp(Score(candidate)))];
        double total = 1 + weights.Sum();
        return [.. weights.Select(weight => weight / total)];
    }

    private static double OfTitle(TitleKind title) => title switch
    {
        TitleKind.Named => 5.1,
        TitleKind.NamedLater => 0.6,
        TitleKind.OtherCategory => -0.3,
        TitleKind.OtherKind => -2.4,
        _ => 0,
    };
}
