using System.Globalization;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Matching;
using EpmRl.Retrieval.Training.Matching;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>The measurements of a matcher for programs.</summary>
internal static class MeasurementJson
{
    private static readonly double[] Ratios = [4, 8];

    /// <summary>The figures of a set.</summary>
    public static object Of(MatchMeasurement one, MatchReport report, bool byCategory) => new
    {
        Data = one.Name,
        one.Part,
        one.Figures.Pairs,
        one.Figures.Matches,
        OthersPerMatch = Math.Round(one.Figures.Ratio, 2),
        F1 = Round(one.Figures.F1),
        F1Interval = (double[])[Round(one.Interval.Low), Round(one.Interval.High)],
        F1AtOthersPerMatch = AtRatios(one.Counts),
        Precision = Round(one.Figures.Precision),
        Recall = Round(one.Figures.Recall),
        AveragePrecision = Round(one.Figures.AveragePrecision),
        PrecisionAtRecall = one.Figures.PrecisionAtRecall.ToDictionary(
            at => at.Recall.ToString(CultureInfo.InvariantCulture), at => Round(at.Precision)),
        Threshold = one.Threshold,
        BestThreshold = one.Curve.Best.Threshold,
        CalibrationError = Round(
            Reliability.Of(one.Pairs.Select(pair => (pair.Decision.Probability, pair.IsSame))).ExpectedCalibrationError),
        Seen = CountsOf(one, isSeen: true),
        Unseen = CountsOf(one, isSeen: false),
        Errors = MatchErrors.Of(one.Pairs, 0).Select(error => new
        {
            Kind = error.IsMissed ? "missed" : "false",
            Rule = System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(error.Rule.ToString()),
            error.Count,
            Aspects = error.Aspects.ToDictionary(aspect => aspect.Aspect, aspect => aspect.Count),
        }),
        Cascade = report.Second is null ? null : CascadeOf(CascadeMeasurement.Of(one.Pairs, one.Threshold, report.Second)),
        Categories = byCategory ? CategoryThreshold.Fit(one.Pairs, report.CategoryPrecision).Select(CategoryOf) : null,
    };

    /// <summary>A doubt band.</summary>
    public static object Of(DoubtBandQuality quality) => new
    {
        Low = quality.Band.IsEmpty ? null : (double?)quality.Band.Low,
        High = quality.Band.IsEmpty ? null : (double?)quality.Band.High,
        quality.Pairs,
        quality.Sent,
        Share = Round(quality.Share),
        quality.Above,
        PrecisionAbove = quality.PrecisionAbove is { } above ? (double?)Round(above) : null,
        quality.Below,
        PrecisionBelow = quality.PrecisionBelow is { } below ? (double?)Round(below) : null,
    };

    private static object? CountsOf(MatchMeasurement one, bool isSeen)
    {
        MatchCounts counts = MatchCounts.Of(one.Pairs.Where(pair => pair.IsSeen == isSeen));
        return counts.Pairs == 0 ? null : CountsOf(counts);
    }

    private static object CountsOf(MatchCounts counts) => new
    {
        counts.Pairs,
        counts.Matches,
        F1 = Round(counts.F1),
        F1AtOthersPerMatch = AtRatios(counts),
        Precision = Round(counts.Precision),
        Recall = Round(counts.Recall),
    };

    private static Dictionary<string, double> AtRatios(MatchCounts counts) =>
        Ratios.ToDictionary(ratio => ratio.ToString(CultureInfo.InvariantCulture), ratio => Round(counts.F1At(ratio)));

    private static object CategoryOf(CategoryThreshold line) => new
    {
        line.Category,
        Figures = CountsOf(line.Counts),
        line.Threshold,
        Fitted = line.Threshold is null ? null : CountsOf(line.Fitted),
    };

    private static object CascadeOf(CascadeMeasurement cascade) => new
    {
        cascade.Decided,
        Points = cascade.Given!.Zip(cascade.Limit).Select(pair => new
        {
            pair.First.Budget,
            Low = pair.First.Band.IsEmpty ? null : (double?)pair.First.Band.Low,
            High = pair.First.Band.IsEmpty ? null : (double?)pair.First.Band.High,
            Share = Round(pair.First.Share),
            F1 = Round(pair.First.F1),
            Precision = Round(pair.First.Precision),
            Recall = Round(pair.First.Recall),
            F1IfAlwaysRight = Round(pair.Second.F1),
        }),
    };

    private static double Round(double share) => Math.Round(share, 4);
}
