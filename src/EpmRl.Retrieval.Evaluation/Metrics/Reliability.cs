namespace EpmRl.Retrieval.Evaluation;

/// <summary>Whether stated probabilities hold: answers grouped by probability, and the share of each group that is right.</summary>
/// <param name="Bins">Ten bins of equal width; those without answers are left out.</param>
/// <param name="ExpectedCalibrationError">Mean of |stated - actual| over all answers, in [0, 1]; 0 is perfect.</param>
internal sealed record Reliability(IReadOnlyList<ReliabilityBin> Bins, double ExpectedCalibrationError)
{
    private const int BinCount = 10;

    /// <summary>Groups the answered pairs.</summary>
    /// <param name="pairs">Scored pairs; those without an answered value are ignored.</param>
    public static Reliability Of(IEnumerable<PairResult> pairs) => Of(
        pairs.Where(pair => pair.Top is not null).Select(pair => (pair.Top!.Probability, pair.Outcome == PairOutcome.Right)));

    /// <summary>Groups stated probabilities.</summary>
    /// <param name="stated">Each probability, in [0, 1], with whether it came true.</param>
    public static Reliability Of(IEnumerable<(double Stated, bool IsTrue)> stated)
    {
        (double Stated, bool IsTrue)[] all = [.. stated];
        ReliabilityBin[] bins =
        [
            .. all.GroupBy(one => Math.Min(BinCount - 1, (int)(one.Stated * BinCount))).OrderBy(bin => bin.Key)
                .Select(bin => new ReliabilityBin(
                    (double)bin.Key / BinCount,
                    (bin.Key + 1.0) / BinCount,
                    bin.Count(),
                    bin.Average(one => one.Stated),
                    bin.Average(one => one.IsTrue ? 1.0 : 0.0))),
        ];
        double error = bins.Sum(bin => bin.Count * Math.Abs(bin.Stated - bin.Actual));
        return new Reliability(bins, all.Length == 0 ? 0 : error / all.Length);
    }
}

/// <summary>The answers whose probability lies in a range.</summary>
/// <param name="From">Lower end, included.</param>
/// <param name="To">Upper end.</param>
/// <param name="Count">Number of answers.</param>
/// <param name="Stated">Their mean probability.</param>
/// <param name="Actual">The share of them that is right.</param>
internal readonly record struct ReliabilityBin(double From, double To, int Count, double Stated, double Actual);
