using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Training.Runs;

namespace EpmRl.Retrieval.Training.Pipeline;

// Opens the encoders of a run and indexes the taxonomy with each; the run closes them.
public sealed partial class TrainingRun
{
    // The engines over the final encoder and those of the folds, with the base's model if none is trained.
    private async Task<FoldEngines> OpenEnginesAsync(
        string final, IReadOnlyList<string> foldEncoders, string index, CancellationToken cancellationToken)
    {
        OnnxTextEncoder encoder = OnnxTextEncoder.Load(final, new EncoderOptions());
        opened.Push(encoder);
        IdentificationOptions options = StartingOptions(encoder.Space);
        Say(TrainingStage.Index, $"Index of {plan.Taxonomy.Name} with {encoder.Space.ModelId} in {encoder.Space.Precision}.");
        EvaluationEngine engine = await IndexAsync(encoder, index, options, cancellationToken).ConfigureAwait(false);
        var others = new List<EvaluationEngine>();
        foreach (string folder in foldEncoders)
        {
            int number = others.Count + 1;
            var standIn = new StandInEncoder(OnnxTextEncoder.Load(folder, new EncoderOptions()), encoder.Space);
            opened.Push(standIn);
            Say(TrainingStage.Index, $"Index with the encoder without fold {number} of {foldEncoders.Count}.");
            others.Add(await IndexAsync(standIn, $"index-fold-{number}", options, cancellationToken).ConfigureAwait(false));
        }

        return new FoldEngines(engine, others);
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

    private async Task<EvaluationEngine> IndexAsync(
        ITextEncoder encoder, string name, IdentificationOptions options, CancellationToken cancellationToken)
    {
        var encoded = new Relay<IndexBuildProgress>(at =>
        {
            if (at.Phase == IndexBuildPhase.Encoding && at.Total > at.Reused)
            {
                Count(TrainingStage.Index, at.Done - at.Reused, at.Total - at.Reused);
            }
        });
        await new IndexBuilder(run[name]).BuildAsync(plan.Taxonomy, encoder, encoded, cancellationToken).ConfigureAwait(false);
        EmbeddedVectorIndex index = EmbeddedVectorIndex.Open(run[name]);
        opened.Push(index);
        return new EvaluationEngine(encoder, index, options);
    }
}
