using System.Globalization;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Training.Composition;
using EpmRl.Retrieval.Training.Runs;
using EpmRl.Retrieval.Training.Spans;

namespace EpmRl.Retrieval.Training.Pipeline;

// Trains the reader over the states of the encoder, which stays as it is.
public sealed partial class TrainingRun
{
    private async Task<TrainingOutcome> TrainReaderAsync(string encoder, CancellationToken cancellationToken)
    {
        using EncoderModel model = EncoderModel.Open(encoder);
        SpanTrainingOptions options = plan.Configuration.Reader;
        options = options with
        {
            Seed = plan.Configuration.Run.Seed, MaxTokens = Math.Min(options.MaxTokens, model.Manifest.MaxTokens),
        };
        var texts = new SpanTexts(model.Manifest.Prompts, model.Tokenizer, options.MaxTokens);
        var spans = new List<SpanText>();
        ReaderSource[] sources = [new ReaderSource(plan.Data, plan.Taxonomy), .. plan.ReaderSources];
        foreach (ReaderSource source in sources)
        {
            Add(source.Data.Name, texts.OfLabelled(source.Data.Name, source.Taxonomy, source.Data.Listings));
        }

        if (plan.Contexts is { } folder)
        {
            IReadOnlyList<ContextLanguage> frames = ContextFrames.Load(folder);
            foreach (ReaderSource source in sources.Where(source => source.HasTaxonomy))
            {
                var composer = new ContextComposer(source.Taxonomy, frames, new ListingComposerOptions { Seed = options.Seed });
                string name = source.Data == plan.Data ? "contexts" : "contexts of " + source.Data.Name;
                Add(name, texts.OfComposed(name, composer.Compose(new HashSet<string>()), options.Seed));
            }
        }

        Dictionary<SpanAttribute, float[]> vectors = await EncodeAsync(encoder, texts.Attributes, cancellationToken).ConfigureAwait(false);
        using var trainer = new SpanTrainer(model, spans, vectors, options);
        SpanTrainingResult result = trainer.Train(
            new Relay<SpanTrainingProgress>(at =>
            {
                Count(TrainingStage.Reader, at.Step, at.Steps);
                if (at.HeldOut is { } figures)
                {
                    Say(TrainingStage.Reader, Describe(at, figures));
                }
            }),
            cancellationToken);
        Dictionary<string, float[]> weights = result.Weights.ToDictionary(tensor => tensor.Name, tensor => tensor.Values);
        ReaderFile.Write(run[ModelFiles.Reader], trainer.Sizes, name => weights[name], cancellationToken);
        return new TrainingOutcome
        {
            EncoderFolder = encoder,
            Space = model.Manifest.SpaceOf("fp32", ""),
            Identification = new IdentificationOptions(),
            ReaderWeights = run[ModelFiles.Reader],
            Reader = result,
        };

        void Add(string name, IEnumerable<SpanText> found)
        {
            int before = spans.Count;
            foreach (SpanText text in found)
            {
                cancellationToken.ThrowIfCancellationRequested();
                spans.Add(text);
            }

            Say(TrainingStage.Reader, FormattableString.Invariant(
                $"{name}: {spans.Count - before:N0} texts with {spans.Skip(before).Sum(text => text.Spans.Count):N0} spans."));
        }
    }

    private static async Task<Dictionary<SpanAttribute, float[]>> EncodeAsync(
        string encoder, IReadOnlyCollection<SpanAttribute> attributes, CancellationToken cancellationToken)
    {
        using var texts = OnnxTextEncoder.Load(encoder, new EncoderOptions { Precision = EncoderPrecision.Fp32 });
        SpanAttribute[] all = [.. attributes];
        EmbeddingBatch vectors =
            await texts.EncodeAsync([.. all.Select(attribute => attribute.Prompt)], cancellationToken).ConfigureAwait(false);
        return Enumerable.Range(0, all.Length).ToDictionary(i => all[i], i => vectors[i].ToArray());
    }

    private static string Describe(SpanTrainingProgress at, SpanFigures figures) => string.Join(Environment.NewLine + "  ",
    [
        string.Create(
            CultureInfo.InvariantCulture,
            $"Reader: {at.Step:N0} of {at.Steps:N0} steps, loss {at.Loss:0.0000}, of held-out texts {figures.Loss:0.0000}."),
        .. figures.BySource.Select(source => $"{source.Key}: {source.Value}"),
    ]);
}
