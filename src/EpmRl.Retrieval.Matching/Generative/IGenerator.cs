namespace EpmRl.Retrieval.Matching;

/// <summary>A language model that continues a prompt. Safe for concurrent callers; one that runs in the process queues them.</summary>
internal interface IGenerator : IDisposable
{
    /// <summary>Name and version of the model; different weights have different names, since verdicts are cached under it.</summary>
    string Model { get; }

    /// <summary>How this generator is asked to write its answers.</summary>
    AnswerForm Form { get; }

    /// <summary>Prompts it can work on at once.</summary>
    int Concurrency { get; }

    /// <summary>Whether a prompt and its answer fit into the model's context.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="newTokens">Tokens of the answer.</param>
    /// <returns>True where the generator cannot count tokens.</returns>
    bool Fits(GenerationPrompt prompt, int newTokens);

    /// <summary>Samples answers.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="options">Temperature, seed, limits, grammar, number of samples.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns><see cref="SamplingOptions.Samples"/> completions.</returns>
    /// <exception cref="GeneratorException">The model or its server failed.</exception>
    Task<IReadOnlyList<Completion>> SampleAsync(
        GenerationPrompt prompt, SamplingOptions options, CancellationToken cancellationToken = default);

    /// <summary>Log-probabilities of given continuations.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="given">The beginning of the answer; may be empty.</param>
    /// <param name="continuations">Texts that may follow it.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>The sum over each one's tokens, in nats; null where the generator tells none.</returns>
    /// <exception cref="GeneratorException">The model or its server failed.</exception>
    Task<IReadOnlyList<double>?> ScoreAsync(
        GenerationPrompt prompt, string given, IReadOnlyList<string> continuations, CancellationToken cancellationToken = default);
}
