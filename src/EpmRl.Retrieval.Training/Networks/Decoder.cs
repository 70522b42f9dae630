using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Training.Graphs;
using EpmRl.Retrieval.Training.Optimisation;

namespace EpmRl.Retrieval.Training.Networks;

/// <summary>
/// A language model of the form of Gemma 3 with frozen weights and trainable adapters: scores and samples texts with the adapters as they
/// are. One thread at a time, and not during a training step.
/// </summary>
internal sealed partial class Decoder : IDisposable
{
    private readonly string folder;
    private readonly DecoderInputs inputs;
    private readonly Tensor predictors = Tensor.Input("predictors", DataType.Int64, "predicted");
    private readonly Tensor words = Tensor.Input("words", DataType.Int32, "predicted");
    private readonly Lazy<ForwardSession> scoring, verdicts;
    private readonly Lazy<DecoderSampler> sampler;

    private Decoder(string folder, DecoderConfiguration configuration, DecoderOptions options)
    {
        this.folder = folder;
        (Configuration, Options) = (configuration, options);
        using SafetensorsFile file = SafetensorsFile.Open(Path.Combine(folder, DecoderWeights.FileName));
        var weights = new DecoderWeights(file, configuration);
        Parameters = new ParameterSet(options.Type);
        LowRank = new LowRankOptions(options.Rank, options.Alpha, _ => true) { Seed = options.Seed };
        Network = new DecoderNetwork(configuration, Parameters, LowRank, weights.Read);
        Parameters.Freeze(name => !LowRankOptions.IsAdapter(name));
        Tables = new RotaryTables(configuration.RotaryBase, configuration.HeadSize);
        SlidingTables = new RotaryTables(configuration.SlidingRotaryBase, configuration.HeadSize);
        inputs = new DecoderInputs(options.Type, configuration.HeadSize);
        Lazy<Tensor> states = new(() => Network.Predictors(Network.HiddenStates(inputs), predictors));
        scoring = new(() => Forward(Network.LogProbabilities(states.Value, words)));
        verdicts = new(() => Forward(
            Network.Logits(states.Value, options.VerdictTokens) - Op.Unsqueeze(Op.LogSumExp(Network.Logits(states.Value)), 1)));
        sampler = new(() => new DecoderSampler(Network, configuration, Parameters, options, Tables, SlidingTables));
    }

    /// <summary>The network's dimensions.</summary>
    public DecoderConfiguration Configuration { get; }

    /// <summary>How it was opened.</summary>
    public DecoderOptions Options { get; }

    /// <summary>All parameters; only the adapters are trainable.</summary>
    public ParameterSet Parameters { get; }

    /// <summary>The network, to build graphs with.</summary>
    public DecoderNetwork Network { get; }

    /// <summary>The adapters.</summary>
    public LowRankOptions LowRank { get; }

    /// <summary>Rotary tables of layers with full attention.</summary>
    public RotaryTables Tables { get; }

    /// <summary>Rotary tables of sliding layers.</summary>
    public RotaryTables SlidingTables { get; }

    /// <summary>Loads a model's weights and adds adapters that change nothing yet.</summary>
    /// <param name="folder">A folder with <c>config.json</c> and <c>model.safetensors</c>.</param>
    /// <param name="options">Adapters, tokens to watch, where to compute.</param>
    /// <exception cref="ModelFormatException">A file is missing or damaged, or the network is of another form.</exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static Decoder Open(string folder, DecoderOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Rank);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Alpha);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.MaxTokens);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.MaxSequences);
        DecoderConfiguration configuration = DecoderConfiguration.Read(folder);
        foreach (int token in options.VerdictTokens)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)token, (uint)configuration.Vocabulary, nameof(options));
        }

        return new Decoder(folder, configuration, options);
    }

    /// <summary>Samples completions with the adapters as they are.</summary>
    /// <param name="prompts">Token ids, one or more each.</param>
    /// <param name="sampling">How; the same seed gives the same random numbers whatever is sampled beside a sequence.</param>
    /// <param name="cancellationToken">Checked at every token.</param>
    /// <returns>[prompts][samples], the cued completion last.</returns>
    /// <exception cref="ArgumentException">A prompt is empty or holds an unknown token, or a setting is out of its range.</exception>
    public IReadOnlyList<IReadOnlyList<SampledCompletion>> Sample(
        IReadOnlyList<int[]> prompts, DecoderSampling sampling, CancellationToken cancellationToken = default)
    {
        sampling.ThrowIfInvalid();
        Check([.. prompts.Select(prompt => new SharedPrompt(prompt, []))]);
        return sampler.Value.Sample(prompts, sampling, cancellationToken);
    }

    /// <summary>Log-probabilities of completions, each token among all words.</summary>
    /// <param name="groups">Prompts and completions.</param>
    /// <param name="cancellationToken">Checked between runs.</param>
    /// <returns>[group][completion][token].</returns>
    /// <exception cref="ArgumentException">A prompt is empty, or a token is unknown.</exception>
    public float[][][] LogProbabilities(IReadOnlyList<SharedPrompt> groups, CancellationToken cancellationToken = default)
    {
        float[][][] results = [.. groups.Select(group => group.Completions.Select(tokens => new float[tokens.Length]).ToArray())];
        Score(groups, keepsLast: false, cancellationToken, (batch, members, feeds) =>
        {
            List<(int Group, int Completion, int Token)> places =
            [
                .. members.SelectMany((group, i) => groups[group].Completions.SelectMany((tokens, completion) =>
                    tokens.Select((_, token) => (i, completion, token)))),
            ];
            if (places.Count == 0)
            {
                return;
            }

            SetPredictors(feeds, [.. places.Select(place => (long)batch.PredictorOf(place.Group, place.Completion, place.Token))]);
            feeds.Set(
                words, [.. places.Select(place => groups[members[place.Group]].Completions[place.Completion][place.Token])], places.Count);
            float[] found = scoring.Value.Run(feeds)[0];
            for (int i = 0; i < found.Length; i++)
            {
                results[members[places[i].Group]][places[i].Completion][places[i].Token] = found[i];
            }
        });
        return results;
    }

    /// <summary>Log-probabilities, among all words, of each watched token after each completion.</summary>
    /// <param name="groups">Prompts and completions; a completion may be empty.</param>
    /// <param name="cancellationToken">Checked between runs.</param>
    /// <returns>[group][completion][watched token].</returns>
    /// <exception cref="ArgumentException">A prompt is empty, or a token is unknown.</exception>
    /// <exception cref="InvalidOperationException">The decoder was opened without tokens to watch.</exception>
    public float[][][] VerdictLogProbabilities(IReadOnlyList<SharedPrompt> groups, CancellationToken cancellationToken = default)
    {
        int watched = Options.VerdictTokens.Count;
        if (watched == 0)
        {
            throw new InvalidOperationException($"No token is watched; open the decoder with {nameof(DecoderOptions.VerdictTokens)}.");
        }

        float[][][] results = [.. groups.Select(group => new float[group.Completions.Count][])];
        Score(groups, keepsLast: true, cancellationToken, (batch, members, feeds) =>
        {
            List<(int Group, int Completion)> places =
                [.. members.SelectMany((group, i) => groups[group].Completions.Select((_, completion) => (i, completion)))];
            if (places.Count == 0)
            {
                return;
            }

            SetPredictors(feeds, [.. places.Select(place => (long)batch.PredictorOf(
                place.Group, place.Completion, groups[members[place.Group]].Completions[place.Completion].Length))]);
            float[] found = verdicts.Value.Run(feeds)[0];
            for (int i = 0; i < places.Count; i++)
            {
                results[members[places[i].Group]][places[i].Completion] = found[(i * watched)..((i + 1) * watched)];
            }
        });
        return results;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Lazy<ForwardSession> session in (Lazy<ForwardSession>[])[scoring, verdicts])
        {
            if (session.IsValueCreated)
            {
                session.Value.Dispose();
            }
        }

        if (sampler.IsValueCreated)
        {
            sampler.Value.Dispose();
        }

        Parameters.Dispose();
    }

    /// <summary>Refuses prompts and completions that cannot be read.</summary>
    internal void Check(IReadOnlyList<SharedPrompt> groups)
    {
        for (int i = 0; i < groups.Count; i++)
        {
            if (groups[i].Prompt.Length == 0)
            {
                throw new ArgumentException($"Prompt {i} is empty; expected one token or more.", nameof(groups));
            }

            foreach (int token in groups[i].Prompt.Concat(groups[i].Completions.SelectMany(completion => completion)))
            {
                if ((uint)token >= (uint)Configuration.Vocabulary)
                {
                    throw new ArgumentException(
                        $"Prompt {i} or a completion holds token {token}; the model's words are 0 to {Configuration.Vocabulary - 1}.",
                        nameof(groups));
                }
            }
        }
    }

    private void Score(
        IReadOnlyList<SharedPrompt> groups, bool keepsLast, CancellationToken cancellationToken, Action<DecoderBatch, int[], Feeds> run)
    {
        Check(groups);
        int[] lengths = [.. groups.Select(group => DecoderBatch.LengthOf(group, keepsLast))];
        foreach (int[] members in DecoderBatch.Cut(lengths, Options.MaxTokens))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var batch = new DecoderBatch([.. members.Select(group => groups[group])], keepsLast);
            using var feeds = new Feeds();
            batch.Feed(feeds, inputs, Tables, SlidingTables);
            run(batch, members, feeds);
        }
    }

    private void SetPredictors(Feeds feeds, long[] rows) => feeds.Set(predictors, rows, rows.Length);

    private ForwardSession Forward(Tensor output) => new(Parameters, Options.Compute, output);
}
