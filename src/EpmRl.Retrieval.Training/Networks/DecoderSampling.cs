namespace EpmRl.Retrieval.Training.Networks;

/// <summary>How a decoder samples.</summary>
/// <param name="Samples">Completions of each prompt, 1 or more.</param>
/// <param name="Temperature">Divides the logits; 0 takes the most probable token.</param>
/// <param name="MaxTokens">Longest completion, 1 or more.</param>
/// <param name="Stops">Tokens or sequences of tokens after which a completion is finished.</param>
/// <param name="Seed">With the places of the prompt and the sample it determines a sequence's random numbers.</param>
internal sealed record DecoderSampling(int Samples, double Temperature, int MaxTokens, IReadOnlyList<int[]> Stops, int Seed)
{
    /// <summary>
    /// Tokens with which one more completion of each prompt begins, its last; it ends with the token drawn after them. Null for none.
    /// </summary>
    public int[]? Cue { get; init; }

    /// <summary>Completions of each prompt, the cued one included.</summary>
    public int Completions => Samples + (Cue is null ? 0 : 1);

    /// <summary>Checks the settings.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range, or a stop is empty.</exception>
    public void ThrowIfInvalid()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Samples);
        ArgumentOutOfRangeException.ThrowIfNegative(Temperature);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxTokens);
        if (Cue is { Length: 0 })
        {
            throw new ArgumentException("The cue is empty; expected one token or more.", nameof(Cue));
        }

        if (Stops.Any(stop => stop.Length == 0))
        {
            throw new ArgumentException("A stop is empty; expected one token or more.", nameof(Stops));
        }
    }
}

/// <summary>A sampled completion.</summary>
/// <param name="Tokens">Token ids, that of the stop included.</param>
/// <param name="LogProbabilities">Of each token, at temperature 1.</param>
/// <param name="VerdictLogProbabilities">For each token: the log-probability of each watched token in its place, at temperature 1.</param>
/// <param name="IsFinished">False where the limit of tokens cut it off.</param>
internal sealed record SampledCompletion(int[] Tokens, float[] LogProbabilities, float[][] VerdictLogProbabilities, bool IsFinished);
