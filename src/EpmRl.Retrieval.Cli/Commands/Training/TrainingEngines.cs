using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Training.Runs;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>Opens the encoders of a run and indexes the taxonomy with each; closes them all when it is disposed.</summary>
internal sealed class TrainingEngines(TrainingPlan plan, RunFolder run, Terminal terminal) : IDisposable
{
    private readonly Stack<IDisposable> opened = [];

    /// <summary>The engines over the final encoder and those of the folds, with the base's models where these are not trained.</summary>
    /// <param name="final">The final encoder's folder.</param>
    /// <param name="folds">[F]: the folder of each fold's encoder; empty for none.</param>
    /// <param name="foldOf">[N]: the fold of each listing.</param>
    /// <param name="index">Name of the final encoder's index within the run.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public async Task<FoldEngines> OpenAsync(
        string final, IReadOnlyList<string> folds, int[] foldOf, string index, CancellationToken cancellationToken)
    {
        OnnxTextEncoder encoder = OnnxTextEncoder.Load(final, new EncoderOptions());
        opened.Push(encoder);
        IdentificationOptions options = StartingOptions(encoder.Space);
        terminal.Say($"Index of {plan.Taxonomy.Name} with {encoder.Space.ModelId} in {encoder.Space.Precision}.");
        EvaluationEngine engine = await IndexAsync(encoder, index, options, cancellationToken);
        var others = new List<EvaluationEngine>();
        foreach (string folder in folds)
        {
            var standIn = new StandInEncoder(OnnxTextEncoder.Load(folder, new EncoderOptions()), encoder.Space);
            opened.Push(standIn);
            others.Add(await IndexAsync(standIn, $"index-fold-{others.Count + 1}", options, cancellationToken));
        }

        return new FoldEngines(plan.Data.Listings, foldOf, engine, others);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (opened.TryPop(out IDisposable? one))
        {
            one.Dispose();
        }
    }

    private IdentificationOptions StartingOptions(EncoderSpace space)
    {
        if (plan.Parts != TrainedParts.Calibration)
        {
            return new IdentificationOptions();
        }

        LearnedParts kept = LearnedParts.Load(plan.Base).WithoutCalibration();
        kept.CheckSpace(space);
        return kept.ToOptions();
    }

    private async Task<EvaluationEngine> IndexAsync(ITextEncoder encoder, string name, IdentificationOptions options, CancellationToken cancellationToken)
    {
        await WorkProgress.RunAsync(terminal, "prompts encoded", null, async work => await new IndexBuilder(run[name])
            .BuildAsync(plan.Taxonomy, encoder, new EncodedPrompts(work), cancellationToken));
        EmbeddedVectorIndex index = EmbeddedVectorIndex.Open(run[name]);
        opened.Push(index);
        return new EvaluationEngine(encoder, index, options);
    }
}
