using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Training.Pipeline;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl train</c>: labelled listings in, a model folder out.</summary>
internal static class TrainCommand
{
    public static CliCommand Create()
    {
        var options = new TrainOptions();
        var command = new CliCommand(
            "train", "Learn from labelled listings: encoder, mention models and thresholds, as one model folder with its report.")
        {
            Examples =
            [
                "epmrl train --data labels.jsonl --taxonomy my-taxonomy --out models/mine",
                "epmrl train --data labels.jsonl --taxonomy my-taxonomy --out models/mine --only mentions --precision 0.97",
                "epmrl train --print-config > train.yaml",
                "epmrl train --data labels.jsonl --taxonomy my-taxonomy --out models/mine --config train.yaml --resume",
            ],
        };
        options.AddTo(command);
        command.Add(TrainMatcherCommand.Create());
        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            if (parsed.GetValue(options.Print))
            {
                terminal.Out.Write(options.ReadConfiguration(parsed).ToYaml());
                return ExitCodes.Ok;
            }

            TrainingPlan plan = await options.ReadAsync(parsed, terminal, cancellationToken);
            using IDisposable claimed = new CommandFiles()
                .Reads("--data", plan.Data.File).Reads("--taxonomy", options.TaxonomyFolder(parsed)).Reads("--base", plan.Base)
                .ReplacesFolder("--out", plan.Out).ChangesFolder("--run", plan.Run, hasOwnLock: true).Claim();
            TrainingOutcome outcome;
            using (var display = new TrainingDisplay(terminal))
            {
                try
                {
                    outcome = await TrainingRun.RunAsync(plan, display, cancellationToken);
                }
                catch (OperationCanceledException)
                {
                    display.Stop();
                    terminal.Say($"What is done so far is kept in {plan.Run}. Resume with the same command and --resume.");
                    throw;
                }
            }

            TrainingSummary.Print(plan, options.TaxonomyFolder(parsed), outcome, terminal);
            return ExitCodes.Ok;
        });
    }
}
