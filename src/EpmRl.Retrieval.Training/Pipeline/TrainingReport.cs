using System.Globalization;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Training.Pipeline;

/// <summary>
/// The HTML page of a training run: the figures out of fold, the learning curve, the thresholds, and the suggested aliases.
/// </summary>
internal static class TrainingReport
{
    private const int MostErrors = 100;
    private const int MostAliases = 60;

    /// <summary>Creates the page.</summary>
    public static string Render(TrainingPlan plan, TrainingOutcome outcome) =>
        HtmlReport.Render(Evaluate(plan, outcome), [.. Curves(outcome), .. Thresholds(plan, outcome), .. Aliases(outcome)]);

    /// <summary>The figures out of fold.</summary>
    public static EvaluationReport Evaluate(TrainingPlan plan, TrainingOutcome outcome)
    {
        var names = plan.Data.Listings.SelectMany(listing => listing.Gold.Keys).ToHashSet(StringComparer.OrdinalIgnoreCase);
        string[] lengths = [.. DeclaredLengths.Of([plan.Taxonomy]).Where(names.Contains)];
        var subsets = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        if (lengths.Length > 0)
        {
            subsets["without lengths"] = lengths;
        }

        return EvaluationReports.Of(
            plan.Data, [new ChannelPairs("trained", [outcome.Pairs])], Conditions(plan, outcome), subsets, MostErrors);
    }

    private static EvaluationConditions Conditions(TrainingPlan plan, TrainingOutcome outcome) => new(
        EvaluationConditions.MicroF1,
        $"taxonomy '{plan.Taxonomy.Name}'",
        $"{plan.Folds.Count} folds {(plan.Folds.ByGroup ? "grouped by shop" : "stratified by category")}",
        Fitting(plan),
        plan.Folds.Count,
        [plan.Folds.Seed],
        $"{outcome.Space.ModelId}, {outcome.Space.Precision}",
        outcome.Space.Fingerprint,
        $"{plan.Taxonomy.Name} ({plan.Taxonomy.Version})",
        EvaluationConditions.ThisVersion);

    private static string Fitting(TrainingPlan plan)
    {
        string learned = plan.Parts.HasFlag(TrainedParts.Mentions) ? "models and thresholds" : "thresholds";
        return plan.Parts.HasFlag(TrainedParts.Encoder) && !plan.TrainsFoldEncoders
            ? $"{learned} fitted out of fold; the encoder was trained on all listings, so figures of the vectors are too high"
            : $"{(plan.TrainsFoldEncoders ? "encoders, " : "")}{learned} fitted out of fold";
    }

    private static IEnumerable<ReportSection> Curves(TrainingOutcome outcome)
    {
        if (outcome.EncoderTraining is not { Curve.Count: > 0 } result)
        {
            yield break;
        }

        yield return ReportSection.Curve(
            "Encoder: loss", $"Training loss of {result.Steps:N0} steps; the weights of step {result.BestStep:N0} were kept.", "step",
            "loss",
            [.. result.Curve.Select(point => ((double)point.Step, point.Loss))]);
        (double, double)[] scores =
            [
                .. result.Curve
                    .Where(point => point.ValidationF1 is not null)
                    .Select(point => ((double)point.Step, point.ValidationF1!.Value * 100)),
            ];
        if (scores.Length > 0)
        {
            yield return ReportSection.Curve(
                "Encoder: held-out pairs",
                "Micro F1 of the vectors alone on listings that were held out, by shop.",
                "step",
                "F1, %",
                scores);
        }
    }

    private static IEnumerable<ReportSection> Thresholds(TrainingPlan plan, TrainingOutcome outcome)
    {
        if (outcome.Thresholds.Count == 0)
        {
            yield break;
        }

        string aim = plan.Configuration.Calibration.Precision is { } share ? $"for precision {Number(share, "0.###")}" : "for maximum F1";
        yield return ReportSection.Table(
            "Thresholds",
            $"Fitted {aim}. Precision and recall are out of fold. Pooled: the labels of its kind outweigh its own.",
            ["attribute", "threshold", "precision", "recall", "labels", "curve"],
            outcome.Thresholds.Select(figure => (IReadOnlyList<string>)
            [
                plan.Taxonomy.TryFindAttribute(figure.AttributeId, out AttributeDefinition? attribute)
                    ? attribute.Name
                    : figure.AttributeId,
                figure.Threshold > 1 ? "never" : Number(figure.Threshold, "0.000"),
                figure.Precision is { } precision ? Number(precision * 100, "0.0") : "–",
                figure.Recall is { } recall ? Number(recall * 100, "0.0") : "–",
                Number(figure.Samples, "#,0"),
                figure.Own ? "own" : "pooled",
            ]));
    }

    private static IEnumerable<ReportSection> Aliases(TrainingOutcome outcome)
    {
        if (outcome.Aliases.Count == 0)
        {
            yield break;
        }

        yield return ReportSection.Table(
            "Aliases that the listings suggest",
            $"{Math.Min(MostAliases, outcome.Aliases.Count)} of {outcome.Aliases.Count:N0}. A person decides which to accept.",
            ["attribute", "value", "alias", "support", "precision"],
            outcome.Aliases.OrderByDescending(one => one.Likeness).ThenByDescending(one => one.LogLikelihoodRatio).Take(MostAliases)
                .Select(one => (IReadOnlyList<string>)
                [one.Attribute, one.Label, one.Alias, Number(one.Support, "0"), Number(one.Precision, "0.00")]));
    }

    private static string Number(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
