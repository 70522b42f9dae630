using EpmRl.Retrieval.Aliases;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Training.Runs;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>A training run, from labelled listings to a model folder: encoder, index, what is learned over it, figures, publication.</summary>
internal sealed class TrainingRun(TrainingPlan plan, Terminal terminal)
{
    /// <summary>Runs it. What is done when it is cancelled stays in the run's folder.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using RunFolder run = RunFolder.Open(plan.Run, plan.Identity, plan.Configuration.ToYaml(), plan.Resume);
        if (run.Resumed)
        {
            terminal.Say($"Going on with the run in {plan.Run}.");
        }

        try
        {
            await RunAsync(run, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            terminal.Say($"What is done so far is kept in {plan.Run}. Go on with the same command and --resume.");
            throw;
        }
    }

    private async Task RunAsync(RunFolder run, CancellationToken cancellationToken)
    {
        int[] foldOf = plan.Folds.Deal(plan.Data.Listings);
        var encoders = new EncoderStage(plan, run, terminal);
        TrainedEncoder encoder = await encoders.FinalAsync(cancellationToken);
        var others = new List<string>();
        while (plan.TrainsFoldEncoders && others.Count < plan.Folds.Count)
        {
            others.Add(await encoders.WithoutAsync(others.Count, foldOf, cancellationToken));
        }

        using var opened = new TrainingEngines(plan, run, terminal);
        var learning = new LearningStage(plan, foldOf, terminal);
        FoldEngines engines = await opened.OpenAsync(encoder.Folder, others, foldOf, "index", cancellationToken);
        Learned learned = await learning.RunAsync(engines, cancellationToken);
        if (others.Count > 0 && !plan.Distill)
        {
            // A trained encoder that does not pay in the end is not worth a new index: both are measured on listings that neither saw.
            FoldEngines untrained = await opened.OpenAsync(plan.Base, [], foldOf, "index-base", cancellationToken);
            Learned overBase = await learning.RunAsync(untrained, cancellationToken);
            terminal.Say(FormattableString.Invariant(
                $"F1 out of fold: {learned.F1 * 100:0.0} with the trained encoder, {overBase.F1 * 100:0.0} with the base's."));
            if (overBase.F1 >= learned.F1)
            {
                terminal.Say($"The base's encoder is kept. The trained one stays in {encoder.Folder}.");
                (encoder, engines, learned) = (new TrainedEncoder(plan.Base, null), untrained, overBase);
            }
        }

        IReadOnlyList<AliasSuggestion> aliases = AliasMiner.Mine(plan.Data.Listings, plan.Taxonomy, cancellationToken: cancellationToken);
        var outcome = new TrainingOutcome(encoder, engines.Final.Encoder.Space, learned, aliases);
        await new PublicationStage(plan).RunAsync(outcome, cancellationToken);
        TrainingSummary.Print(plan, outcome, terminal);
    }
}
