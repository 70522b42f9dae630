using System.Globalization;
using System.Text;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.Training.Spans;

namespace EpmRl.Retrieval.Training.Pipeline;

/// <summary>The part of a model's card about training on labelled listings.</summary>
internal static class TrainingCard
{
    private const string LearnedHeading = "## Learned from labelled listings";
    private const string ThresholdsHeading = "## Thresholds fitted on labelled listings";

    /// <summary>The complete card.</summary>
    /// <param name="baseCard">The card of the encoder, or of the model whose thresholds were fitted; the parts replaced by this training
    /// are left out.</param>
    /// <param name="plan">The plan of the run.</param>
    /// <param name="outcome">The result of the run.</param>
    public static string Of(string baseCard, TrainingPlan plan, TrainingOutcome outcome)
    {
        bool thresholdsAlone = plan.Parts == TrainedParts.Calibration;
        string kept = Before(ThresholdsHeading, thresholdsAlone ? baseCard : Before(LearnedHeading, baseCard));
        var card = new StringBuilder(kept.TrimEnd());
        card.Append(
            CultureInfo.InvariantCulture, $"\n\n{(thresholdsAlone ? ThresholdsHeading : LearnedHeading)}\n\n| | |\n| --- | --- |\n");
        foreach ((string name, string text) in Rows(plan, outcome))
        {
            card.Append(CultureInfo.InvariantCulture, $"| {name} | {text.Replace("|", "\\|", StringComparison.Ordinal)} |\n");
        }

        card.Append("\n`report.html` shows curves and figures; `train.yaml` is the complete configuration.");
        card.Append(
            outcome.Pairs.Count > 0 ? " Figures are out of fold: each listing was\nanswered by parts trained without it.\n" : "\n");
        return card.ToString();
    }

    /// <summary>Whether a card says that the encoder or the models were trained on a file of listings.</summary>
    /// <param name="card">The card.</param>
    /// <param name="dataHash">SHA-256 of the file.</param>
    public static bool SaysLearnedFrom(string card, string dataHash)
    {
        int learned = card.IndexOf(LearnedHeading, StringComparison.Ordinal);
        return learned >= 0 && Before(ThresholdsHeading, card[learned..]).Contains(dataHash, StringComparison.Ordinal);
    }

    private static string Before(string heading, string card) =>
        card.IndexOf(heading, StringComparison.Ordinal) is >= 0 and var at ? card[..at] : card;

    private static IEnumerable<(string Name, string Text)> Rows(TrainingPlan plan, TrainingOutcome outcome)
    {
        yield return ("listings", string.Create(
            CultureInfo.InvariantCulture,
            $"`{Path.GetFileName(plan.Data.File)}`, {plan.Data.Listings.Count:N0} listings, SHA-256 `{plan.DataHash}`"));
        yield return ("taxonomy", $"{plan.Taxonomy.Name}, version `{plan.Taxonomy.Version}`");
        yield return ("base", Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(plan.Base))));
        foreach (ReaderSource source in plan.ReaderSources)
        {
            yield return ("reader's listings", string.Create(
                CultureInfo.InvariantCulture,
                $"`{source.Data.Name}`, {source.Data.Listings.Count:N0} listings, SHA-256 `{Sha256Hex.OfFile(source.Data.File)}`"));
        }

        yield return ("trained", plan.Parts.ToString().ToLowerInvariant());
        yield return ("form", $"{outcome.Space.Precision}, space `{outcome.Space.Fingerprint}`");
        yield return ("seed", plan.Configuration.Run.Seed.ToString(CultureInfo.InvariantCulture));
        if (outcome.Reader is { } reader)
        {
            foreach ((string source, SpanSourceFigures figures) in reader.Figures.BySource)
            {
                yield return ($"reader, held-out texts of {source}", figures.ToString());
            }
        }

        if (outcome.Pairs.Count > 0)
        {
            ChannelReport figures = TrainingReport.Evaluate(plan, outcome).Channels[0];
            foreach (FigureLine line in figures.Subsets)
            {
                yield return ($"F1, {line.Name}", Figures(line));
            }

            foreach (FigureLine line in figures.BySupport)
            {
                yield return ($"F1, {line.Name}", Figures(line));
            }

            yield return ("calibration", string.Create(
                CultureInfo.InvariantCulture,
                $"probabilities are off by {figures.Reliability.ExpectedCalibrationError * 100:0.0} points on average"));
        }
    }

    private static string Figures(FigureLine line) => string.Create(
        CultureInfo.InvariantCulture,
        $"{line.F1 * 100:0.0} (precision {line.Precision * 100:0.0}, recall {line.Recall * 100:0.0}, "
            + $"{line.Counts.WithValue:N0} with a value)");
}
