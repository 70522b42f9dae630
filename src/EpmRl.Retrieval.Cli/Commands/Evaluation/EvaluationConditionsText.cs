using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Identification;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>Says in sentences under which conditions figures hold.</summary>
internal static class EvaluationConditionsText
{
    /// <summary>The conditions of a measurement.</summary>
    /// <param name="how">What was measured.</param>
    /// <param name="space">The space of the encoder.</param>
    /// <param name="learned">What of the model's folder took part.</param>
    /// <param name="source">Where the values came from.</param>
    /// <param name="taxonomy">Name of the taxonomy.</param>
    public static EvaluationConditions Of(EvaluationSettings how, EncoderSpace space, LearnedParts learned, ValueListSource source, string taxonomy) => new(
        how.Match == LabelMatch.Exact ? EvaluationConditions.MicroF1 : $"{EvaluationConditions.MicroF1} Labels compared without case, accents and spaces.",
        source.Description,
        Split(how),
        Fitting(how, learned),
        how.Folds?.Count ?? 0,
        how.Seeds,
        $"{space.ModelId}, {space.Precision}",
        space.Fingerprint,
        taxonomy,
        EvaluationConditions.ThisVersion);

    private static string Split(EvaluationSettings how)
    {
        string known = (how.Folds, how.FitOn, how.LeaveOut) switch
        {
            ({ } folds, _, _) => $"{folds.Count} folds {(folds.ByGroup ? "of whole shops" : "stratified by category")}",
            (_, { } file, _) => $"fitted on {file}, scored on listings that are not in it",
            (_, _, LeaveOut.Nothing) => "no split",
            _ => "all listings",
        };
        return how.LeaveOut switch
        {
            LeaveOut.Category => $"{known}, the category that is asked about left out of training",
            LeaveOut.Attribute => $"{known}, the labels of the attribute that is asked about left out of training",
            _ => known,
        };
    }

    private static string Fitting(EvaluationSettings how, LearnedParts learned)
    {
        if (!how.Learns)
        {
            return learned is { Model: null, Calibration: null } ? "nothing fitted: built-in rule" : "fitted before, in the model's folder; whether on these listings, its report says";
        }

        string aim = how.Training.Calibration.Precision is { } precision ? $"for precision {precision:0.##}" : "for maximum F1";
        string trained = how.Trained switch
        {
            EngineParts.None => "",
            EngineParts.Encoder => "encoder trained, ",
            EngineParts.Mentions => "mentions and ranking learned, ",
            _ => "encoder trained, mentions and ranking learned, ",
        };
        return how.FitsThresholds ? $"{trained}calibration fitted out of fold, {aim}" : $"{trained}thresholds of the built-in rule";
    }
}
