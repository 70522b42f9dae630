using EpmRl.Retrieval.Training.Graphs;
using EpmRl.Retrieval.Training.Optimisation;
using Microsoft.ML.OnnxRuntime;

namespace EpmRl.Retrieval.Training.Networks;

/// <summary>
/// Samples completions with the weights that are being trained. A batch of prompts is read once; then each run reads one token of every
/// sequence. A prompt's keys and values are stored once for all of its sequences, which attend to them in one product.
/// </summary>
/// <remarks>One thread at a time.</remarks>
internal sealed class DecoderSampler : IDisposable
{
    private const string LogitsName = "logits";

    private static readonly Dictionary<string, OrtValue> Nowhere = [];

    private readonly DecoderConfiguration shape;
    private readonly ParameterSet parameters;
    private readonly DecoderOptions options;
    private readonly RotaryTables full, sliding;
    private readonly DecoderInputs promptInputs;
    private readonly DecoderStepInputs stepInputs;
    private readonly Tensor lastTokens = Tensor.Input("last", DataType.Int64, "rows");
    private readonly CompiledGraph prompts, step;

    /// <summary>Compiles both graphs.</summary>
    public DecoderSampler(
        DecoderNetwork network, DecoderConfiguration configuration, ParameterSet parameters, DecoderOptions options, RotaryTables full,
        RotaryTables sliding)
    {
        (shape, this.parameters, this.options, this.full, this.sliding) = (configuration, parameters, options, full, sliding);
        promptInputs = new DecoderInputs(options.Type, shape.HeadSize);
        stepInputs = new DecoderStepInputs(shape, options.Type);
        List<Tensor> stores = [], newStores = [];
        Tensor logits = network.Logits(network.Predictors(network.HiddenStates(promptInputs, stores), lastTokens));
        prompts = Compile(logits, stores, null);
        Tensor next = network.Step(stepInputs, newStores);
        // A step has few rows for each weight, so that packing the weights again would take as long as the products.
        step = Compile(
            network.Logits(network.Normalized(next)), newStores,
            parameters.All.Where(parameter => !parameter.IsTrainable && parameter.Shape.Length == 2)
                .ToDictionary(parameter => parameter.Name, parameter => parameter.Buffer.Current));
    }

    /// <summary>Samples completions of prompts.</summary>
    /// <param name="texts">Token ids of the prompts, one or more each.</param>
    /// <param name="sampling">How.</param>
    /// <param name="cancellationToken">Checked at every token.</param>
    /// <returns>[prompts][samples], the cued completion last.</returns>
    public IReadOnlyList<IReadOnlyList<SampledCompletion>> Sample(
        IReadOnlyList<int[]> texts, DecoderSampling sampling, CancellationToken cancellationToken)
    {
        var completions = new IReadOnlyList<SampledCompletion>[texts.Count];
        int most = Math.Max(1, options.MaxSequences / sampling.Completions);
        foreach (int[] batch in DecoderBatch.Cut([.. texts.Select(text => text.Length)], 4 * options.MaxTokens, most))
        {
            TokenDraw[][] draws =
                [.. batch.Select(prompt => Enumerable.Range(0, sampling.Completions)
                    .Select(sample => new TokenDraw(sampling, prompt, sample)).ToArray())];
            SampleBatch([.. batch.Select(prompt => texts[prompt])], draws, cancellationToken);
            for (int i = 0; i < batch.Length; i++)
            {
                completions[batch[i]] = [.. draws[i].Select(draw => draw.Completion)];
            }
        }

        return completions;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        prompts.Dispose();
        step.Dispose();
    }

    private void SampleBatch(int[][] texts, TokenDraw[][] draws, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var state = new DecoderState(shape, options.Type, ReadPrompts(texts, draws), draws, [.. texts.Select(text => text.Length)]);
        while (state.IsLive)
        {
            cancellationToken.ThrowIfCancellationRequested();
            state.Prepare();
            using var feeds = new Feeds();
            full.Cover(state.LastPosition + 1);
            sliding.Cover(state.LastPosition + 1);
            stepInputs.Rotary.Feed(feeds, full);
            stepInputs.SlidingRotary.Feed(feeds, sliding);
            state.Feed(feeds, stepInputs);
            using IDisposableReadOnlyCollection<OrtValue> results = step.Run(name => state.Find(name) ?? Find(name, feeds), Nowhere);
            state.Store([.. results.Skip(1)]);
            Draw(results[0], state.Draws, 1);
        }
    }

    // The keys and values of the prompts; the first token of every sequence is drawn.
    private OrtValue[] ReadPrompts(int[][] texts, TokenDraw[][] draws)
    {
        var batch = new DecoderBatch([.. texts.Select(text => new SharedPrompt(text, []))], keepsLast: true);
        using var feeds = new Feeds();
        batch.Feed(feeds, promptInputs, full, sliding);
        feeds.Set(lastTokens, [.. Enumerable.Range(0, texts.Length).Select(i => (long)batch.LastOfPrompt(i))], texts.Length);
        IDisposableReadOnlyCollection<OrtValue> results = prompts.Run(name => Find(name, feeds), Nowhere);
        Draw(results[0], [.. draws.SelectMany(group => group)], draws[0].Length);
        results[0].Dispose();
        return [.. results.Skip(1)];
    }

    // logits [rows, words]; row i is for the draws from i · each on.
    private void Draw(OrtValue logits, TokenDraw[] draws, int each)
    {
        float[]? copy = options.Type == DataType.Double ? ForwardSession.Floats(logits) : null;
        Parallel.For(0, draws.Length, new ParallelOptions { MaxDegreeOfParallelism = Threads }, () => new float[shape.Vocabulary],
            (i, _, scratch) =>
            {
                if (!draws[i].IsDone)
                {
                    ReadOnlySpan<float> all = copy ?? logits.GetTensorDataAsSpan<float>();
                    draws[i].Draw(all.Slice(i / each * shape.Vocabulary, shape.Vocabulary), options.VerdictTokens, scratch);
                }

                return scratch;
            },
            _ => { });
    }

    private int Threads => options.Compute.Threads > 0 ? options.Compute.Threads : Environment.ProcessorCount;

    private OrtValue Find(string name, Feeds feeds) =>
        parameters.TryGet(name, out Parameter? parameter) ? parameter.Buffer.Current : feeds[name];

    private CompiledGraph Compile(Tensor logits, List<Tensor> stores, Dictionary<string, OrtValue>? constants) => new(
        [(LogitsName, logits), .. stores.Select((store, i) => (FormattableString.Invariant($"store.{i}"), store))],
        options.Compute.Device, options.Compute.Threads, constants);
}
