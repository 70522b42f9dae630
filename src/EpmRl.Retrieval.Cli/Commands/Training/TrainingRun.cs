using EpmRl.Retrieval.Aliases;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Training.Runs;

namespace EpmRl.Retrieval.Cli.Commands.Training;

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
        FoldEngines engines = await opened.OpenAsync(encoder.Folder, others, foldOf, cancellationToken);
        Learned learned = await new LearningStage(plan, foldOf, terminal).RunAsync(engines, cancellationToken);
        IReadOnlyList<AliasSuggestion> aliases = AliasMiner.Mine(plan.Data.Listings, plan.Taxonomy, cancellationToken: cancellationToken);
        var outcome = new TrainingOutcome(encoder, engines.Final.Encoder.Space, learned, aliases);
        await new PublicationStage(plan).RunAsync(outcome, cancellationToken);
        TrainingSummary.Print(plan, outcome, terminal);
    }
}
