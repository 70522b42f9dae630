using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Training.Optimisation;

namespace EpmRl.Retrieval.Training.Networks;

/// <summary>
/// Trains a decoder's adapters by one loss for supervised learning, rejection sampling and reinforcement learning: for each token
/// −s log p − w (min(r A, clip(r) A) − β k₃), and −weight · Σ π u for a verdict (<see cref="PolicyObjective"/>). One thread at a time.
/// </summary>
internal sealed class PolicyTrainer : IDisposable
{
    private readonly Decoder decoder;
    private readonly PolicyOptions options;
    private readonly PolicyObjective objective;
    private readonly TrainingSession session;

    /// <summary>Differentiates the loss. The session of ONNX Runtime is created at the first step.</summary>
    /// <param name="decoder">Its adapters are trained; not disposed here.</param>
    /// <param name="options">Settings.</param>
    public PolicyTrainer(Decoder decoder, PolicyOptions options)
    {
        options.ThrowIfInvalid();
        (this.decoder, this.options) = (decoder, options);
        objective = new PolicyObjective(
            decoder.Network, decoder.Options.VerdictTokens, options, decoder.Parameters.Type, decoder.Configuration.HeadSize);
        session = new TrainingSession(objective.Loss, decoder.Parameters, options.Optimizer, decoder.Options.Compute);
    }

    /// <summary>Tokens read in all steps of this object, prompts once per example and without padding.</summary>
    public long TokensTrained { get; private set; }

    /// <summary>Number of steps taken.</summary>
    public int Steps => session.Steps;

    /// <summary>One step of the optimiser on the sum of a batch's losses, in micro-batches.</summary>
    /// <param name="batch">One example or more.</param>
    /// <param name="learningRate">The rate of this step, 0 or more.</param>
    /// <param name="cancellationToken">Checked between micro-batches; after a cancellation nothing was changed.</param>
    /// <returns>The loss and the gradients' norm before the step.</returns>
    /// <exception cref="ArgumentException">An example is empty, or an array does not have one number for each token.</exception>
    /// <exception cref="EncoderException">The loss or a gradient is not finite; the step was not taken.</exception>
    public StepResult Step(IReadOnlyList<PolicyExample> batch, double learningRate, CancellationToken cancellationToken = default)
    {
        SharedPrompt[] groups =
            [.. batch.Select(example => new SharedPrompt(example.Prompt, [.. example.Completions.Select(given => given.Tokens)]))];
        Check(batch);
        decoder.Check(groups);
        int[] lengths = [.. groups.Select(group => DecoderBatch.LengthOf(group, keepsLast: false))];
        try
        {
            foreach (int[] members in DecoderBatch.Cut(lengths, options.MaxTokens))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var rows = new DecoderBatch([.. members.Select(group => groups[group])], keepsLast: false);
                using var feeds = new Feeds();
                rows.Feed(feeds, objective.Texts, decoder.Tables, decoder.SlidingTables);
                new PolicyTargets(rows, [.. members.Select(group => batch[group])]).Feed(feeds, objective);
                session.Accumulate(feeds);
            }
        }
        catch
        {
            session.Discard();
            throw;
        }

        StepResult result = session.Apply(learningRate, sums: true);
        TokensTrained += lengths.Sum(length => (long)length);
        return result;
    }

    /// <summary>Writes what later steps depend on: adapters, moments, number of steps. The frozen weights are the model's.</summary>
    /// <param name="path">A safetensors file; replaced if it exists, completely or not at all.</param>
    /// <param name="cancellationToken">Checked between tensors.</param>
    public void SaveState(string path, CancellationToken cancellationToken = default) =>
        session.SaveState(path, trainedOnly: true, cancellationToken);

    /// <summary>Restores a state: later steps are, bit for bit, those of the trainer that wrote it.</summary>
    /// <param name="path">A file of <see cref="SaveState"/>, of the same model and adapters.</param>
    /// <exception cref="ModelFormatException">Missing, damaged, or of another network; nothing was changed.</exception>
    public void LoadState(string path) => session.LoadState(path, trainedOnly: true);

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();

    private void Check(IReadOnlyList<PolicyExample> batch)
    {
        if (batch.Count == 0)
        {
            throw new ArgumentException("The batch is empty; expected one example or more.", nameof(batch));
        }

        for (int i = 0; i < batch.Count; i++)
        {
            if (batch[i].Completions.Count == 0 || batch[i].Completions.Any(completion => completion.Tokens.Length == 0))
            {
                throw new ArgumentException($"Example {i} has no completion, or an empty one.", nameof(batch));
            }

            foreach (PolicyCompletion completion in batch[i].Completions)
            {
                int tokens = completion.Tokens.Length;
                float[]?[] arrays =
                    [completion.Supervised, completion.Weights, completion.Advantages, completion.Old, completion.Reference];
                if (arrays.FirstOrDefault(array => array is not null && array.Length != tokens) is { } wrong)
                {
                    throw new ArgumentException(
                        $"Example {i}: a completion of {tokens} tokens is given {wrong.Length} numbers; expected one for each token.",
                        nameof(batch));
                }

                if (completion.Verdict is { } verdict
                    && ((uint)verdict.Position >= (uint)tokens || verdict.Values.Length != decoder.Options.VerdictTokens.Count))
                {
                    throw new ArgumentException(
                        $"Example {i}: a verdict is at token {verdict.Position} of {tokens} with {verdict.Values.Length} values; the "
                            + $"decoder watches {decoder.Options.VerdictTokens.Count} tokens.",
                        nameof(batch));
                }
            }
        }
    }
}
