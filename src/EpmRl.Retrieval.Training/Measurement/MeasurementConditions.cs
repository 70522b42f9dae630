using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Identification;

namespace EpmRl.Retrieval.Training.Measurement;

/// <summary>Describes in sentences the conditions of the figures.</summary>
internal static class MeasurementConditions
{
    /// <summary>The conditions of a measurement.</summary>
    /// <param name="how">The measurement's options.</param>
    /// <param name="space">The space of the encoder.</param>
    /// <param name="options">How engines identified before anything was learned.</param>
    /// <param name="source">Where the values came from.</param>
    /// <param name="taxonomy">Name of the taxonomy.</param>
    public static EvaluationConditions Of(
        MeasurementOptions how, EncoderSpace space, IdentificationOptions options, ValueListSource source, string taxonomy) => new(
        how.Match == LabelMatch.Exact
            ? EvaluationConditions.MicroF1
            : $"{EvaluationConditions.MicroF1} Labels compared without case, accents and spaces.",
        source.Description,
        Split(how),
        Fitting(how, options),
        how.Folds?.Count ?? 0,
        how.Seeds,
        $"{space.ModelId}, {space.Precision}",
        space.Fingerprint,
        taxonomy,
        EvaluationConditions.ThisVersion);

    private static string Split(MeasurementOptions how)
    {
        string split = (how.Folds, how.FitOn, how.LeaveOut) switch
        {
            ({ } folds, _, _) => $"{folds.Count} folds {(folds.ByGroup ? "grouped by shop" : "stratified by category")}",
            (_, { } known, _) => $"fitted on {System.IO.Path.GetFileName(known.File)}, scored on listings that are not in it",
            (_, _, LeaveOut.Nothing) => "no split",
            _ => "all listings",
        };
        return how.LeaveOut switch
        {
            LeaveOut.Category => $"{split}, the category that is asked about left out of training",
            LeaveOut.Attribute => $"{split}, the labels of the attribute that is asked about left out of training",
            _ => split,
        };
    }

    private static string Fitting(MeasurementOptions how, IdentificationOptions options)
    {
        if (!how.Learns)
        {
            return options is { Model: null, Calibration: null }
                ? "nothing fitted: built-in rule"
                : "fitted before, in the model's folder; its report says on which listings";
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
