using EpmRl.Retrieval.Aliases;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Indexing;
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
        TrainedEncoder trained = await new EncoderStage(plan, run, terminal).RunAsync(cancellationToken);
        using OnnxTextEncoder encoder = OnnxTextEncoder.Load(trained.Folder, new EncoderOptions());
        terminal.Say($"Index of {plan.Taxonomy.Name} with {encoder.Space.ModelId} in {encoder.Space.Precision}:");
        await IndexAsync(run["index"], encoder, cancellationToken);
        using var index = EmbeddedVectorIndex.Open(run["index"]);
        var start = new EvaluationEngine(encoder, index, new IdentificationOptions());
        Learned learned = await new LearningStage(plan, terminal).RunAsync(start, cancellationToken);
        IReadOnlyList<AliasSuggestion> aliases = AliasMiner.Mine(plan.Data.Listings, plan.Taxonomy, cancellationToken: cancellationToken);
        var outcome = new TrainingOutcome(trained, encoder.Space, learned, aliases);
        await new PublicationStage(plan).RunAsync(outcome, cancellationToken);
        TrainingSummary.Print(plan, outcome, terminal);
    }

    private Task<IndexBuildResult> IndexAsync(string folder, OnnxTextEncoder encoder, CancellationToken cancellationToken) =>
        WorkProgress.RunAsync(terminal, "prompts encoded", null, async work => await new IndexBuilder(folder)
            .BuildAsync(plan.Taxonomy, encoder, new EncodedPrompts(work), cancellationToken));
}
