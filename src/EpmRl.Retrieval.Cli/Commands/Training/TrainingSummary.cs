using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Training.Pipeline;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>Prints the result of a training run, and what to do with it.</summary>
internal static class TrainingSummary
{
    /// <summary>Prints the result.</summary>
    public static void Print(TrainingPlan plan, string taxonomyFolder, TrainingOutcome outcome, Terminal terminal)
    {
        if (outcome.Pairs.Count > 0)
        {
            ThresholdTable.Print(outcome.Thresholds, plan.Taxonomy, terminal);
            F1Counts all = F1Counts.Of(outcome.Pairs);
            string figures = FormattableString.Invariant(
                $"F1 {all.F1 * 100:0.0}, precision {all.Precision * 100:0.0}, recall {all.Recall * 100:0.0}");
            terminal.Out.WriteLine(FormattableString.Invariant($"Out of fold: {figures} over {all.Pairs:N0} labelled pairs."));
        }

        terminal.Out.WriteLine($"Wrote {plan.Out}; its figures and errors: {Path.Combine(plan.Out, "report.html")}");
        if (outcome.Aliases.Count > 0)
        {
            terminal.Out.WriteLine($"The listings suggest {outcome.Aliases.Count:N0} aliases: epmrl taxonomy suggest-aliases --data "
                + $"{plan.Data.File} --taxonomy {taxonomyFolder} --out suggestions.yaml");
        }

        terminal.Out.WriteLine("Next:");
        terminal.Out.WriteLine($"  epmrl index build --taxonomy {taxonomyFolder} --model {plan.Out} --index indexes/mine");
        terminal.Out.WriteLine($"  epmrl tag --index indexes/mine --model {plan.Out} --input feed.jsonl");
        terminal.Out.Flush();
    }
}
