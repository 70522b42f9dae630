namespace EpmRl.Retrieval.Training.Networks;

/// <summary>A prompt and the completions to learn from.</summary>
/// <param name="Prompt">Token ids, one or more.</param>
/// <param name="Completions">One or more.</param>
internal sealed record PolicyExample(int[] Prompt, IReadOnlyList<PolicyCompletion> Completions);

/// <summary>A completion and what each of its tokens adds to the loss. Arrays have one number per token; null stands for zeros.</summary>
/// <param name="Tokens">Token ids, one or more.</param>
internal sealed record PolicyCompletion(int[] Tokens)
{
    /// <summary>Weights s of the supervised part, −s · log p.</summary>
    public float[]? Supervised { get; init; }

    /// <summary>Weights w of the policy's part.</summary>
    public float[]? Weights { get; init; }

    /// <summary>Advantages A.</summary>
    public float[]? Advantages { get; init; }

    /// <summary>
    /// Log-probabilities under the policy that sampled the tokens; null where it is the policy being trained, so that the ratio is 1.
    /// </summary>
    public float[]? Old { get; init; }

    /// <summary>Log-probabilities under the reference; null for no penalty of divergence.</summary>
    public float[]? Reference { get; init; }

    /// <summary>The token whose expected worth is maximised; null for none.</summary>
    public VerdictTarget? Verdict { get; init; }
}

/// <summary>A token among the watched ones whose expected worth Σ π u is maximised, π their probabilities among themselves.</summary>
/// <param name="Position">Index in the completion's tokens of the token that the probabilities are of.</param>
/// <param name="Values">[K]: worth u of each watched token.</param>
/// <param name="Weight">Factor of the expectation.</param>
internal sealed record VerdictTarget(int Position, float[] Values, float Weight);
