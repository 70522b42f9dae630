namespace EpmRl.Retrieval.Training.Generative;

/// <summary>
/// How good a generator's answers are, read without guidance, in one order of the listings unless stated. Shares are in [0, 1].
/// </summary>
/// <param name="Part">Which pairs.</param>
/// <param name="Pairs">Number of pairs.</param>
/// <param name="Ratio">Pairs that are no match, for each match.</param>
/// <param name="Precision">Share of matches among the pairs called <c>same</c>.</param>
/// <param name="Recall">Share of the matches called <c>same</c>.</param>
/// <param name="F1">Their harmonic mean.</param>
/// <param name="Low">Lower end of the 95 % interval of F1, bootstrapped by product.</param>
/// <param name="High">Its upper end.</param>
/// <param name="AveragePrecision">Area under precision by recall, by the probability of <c>same</c>.</param>
/// <param name="F1OfBothOrders">F1 of the mean probability of both orders, from one half on.</param>
/// <param name="CalibrationError">Expected calibration error of the probability of <c>same</c>, 15 bins, no temperature.</param>
/// <param name="Parsed">Share of answers that follow the form.</param>
/// <param name="Quotes">Share of quotes that occur in their listing.</param>
/// <param name="Follows">Share of parsed answers whose verdict follows from their aspects.</param>
/// <param name="Flips">Share of pairs whose verdict of <c>same</c> changes with the order.</param>
/// <param name="Asymmetry">Mean absolute difference of the probability of <c>same</c> between the orders.</param>
/// <param name="Tokens">Mean length of an answer.</param>
/// <param name="F1OfReasons">F1 of the verdict behind reasons; the other figures are of the first word where the model knows it.</param>
internal sealed record GenerativeFigures(
    string Part, int Pairs, double Ratio, double Precision, double Recall, double F1, double Low, double High, double AveragePrecision,
    double F1OfBothOrders, double CalibrationError, double Parsed, double Quotes, double Follows, double Flips, double Asymmetry,
    double Tokens, double F1OfReasons)
{
    private const int Bins = 15;

    /// <summary>The expected calibration error of probabilities (Naeini et al., 2015), over bins of equal width.</summary>
    /// <param name="pairs">Probability in [0, 1], and whether it came true.</param>
    public static double CalibrationErrorOf(IReadOnlyCollection<(double Probability, bool IsTrue)> pairs) =>
        pairs.GroupBy(pair => Math.Min(Bins - 1, (int)(pair.Probability * Bins)))
            .Sum(bin => Math.Abs(bin.Sum(pair => pair.Probability) - bin.Count(pair => pair.IsTrue))) / Math.Max(1, pairs.Count);
}
