using System.Numerics.Tensors;

namespace EpmRl.Retrieval.Training.Networks;

/// <summary>A sequence being sampled: its random numbers and what was drawn so far.</summary>
internal sealed class TokenDraw(DecoderSampling sampling, int prompt, int sample)
{
    private readonly int[] cue = sample < sampling.Samples ? [] : sampling.Cue!;
    private readonly int most = sample < sampling.Samples ? sampling.MaxTokens : sampling.Cue!.Length + 1;
    private readonly List<int> tokens = [];
    private readonly List<float> logProbabilities = [];
    private readonly List<float[]> verdicts = [];

    // The same whatever is sampled beside it.
    private ulong state = Mix(Mix((ulong)(uint)sampling.Seed << 32 | (uint)prompt) ^ (uint)sample);

    /// <summary>Place of the prompt among the caller's.</summary>
    public int Prompt => prompt;

    /// <summary>Whether a stop was drawn.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Whether nothing more is drawn.</summary>
    public bool IsDone => IsStopped || tokens.Count >= most;

    /// <summary>Number of tokens.</summary>
    public int Count => tokens.Count;

    /// <summary>The newest token.</summary>
    public int Last => tokens[^1];

    /// <summary>What was drawn.</summary>
    public SampledCompletion Completion => new([.. tokens], [.. logProbabilities], [.. verdicts], IsStopped);

    /// <summary>Draws the next token.</summary>
    /// <param name="logits">[words].</param>
    /// <param name="watched">Ids whose log-probabilities are recorded.</param>
    /// <param name="scratch">[words], overwritten.</param>
    public void Draw(ReadOnlySpan<float> logits, IReadOnlyList<int> watched, Span<float> scratch)
    {
        float largest = TensorPrimitives.Max(logits);
        float sum = Exponentials(logits, largest, 1, scratch);
        double normaliser = largest + Math.Log(sum);
        int token;
        if (tokens.Count < cue.Length)
        {
            token = cue[tokens.Count];
        }
        else if (sampling.Temperature == 0)
        {
            token = TensorPrimitives.IndexOfMax(logits);
        }
        else
        {
            if (sampling.Temperature != 1)
            {
                sum = Exponentials(logits, largest, (float)(1 / sampling.Temperature), scratch);
            }

            token = IndexAt(scratch, NextUniform() * sum);
        }

        tokens.Add(token);
        logProbabilities.Add((float)(logits[token] - normaliser));
        var values = new float[watched.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)(logits[watched[i]] - normaliser);
        }

        verdicts.Add(values);
        IsStopped = sampling.Stops.Any(EndsWith);
    }

    private static float Exponentials(ReadOnlySpan<float> logits, float largest, float factor, Span<float> result)
    {
        TensorPrimitives.Subtract(logits, largest, result);
        if (factor != 1)
        {
            TensorPrimitives.Multiply(result, factor, result);
        }

        TensorPrimitives.Exp<float>(result, result);
        return TensorPrimitives.Sum<float>(result);
    }

    // The first place at which the running sum exceeds a share of the total.
    private static int IndexAt(ReadOnlySpan<float> weights, double share)
    {
        int last = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            if (weights[i] > 0)
            {
                share -= weights[i];
                last = i;
                if (share < 0)
                {
                    break;
                }
            }
        }

        return last; // rounding may leave a little of the share
    }

    private bool EndsWith(int[] stop) =>
        tokens.Count >= stop.Length && tokens.Skip(tokens.Count - stop.Length).SequenceEqual(stop);

    // SplitMix64 (Steele et al., 2014): a stream of its own for each sequence, of 53 bits in [0, 1).
    private double NextUniform()
    {
        state += 0x9e3779b97f4a7c15;
        return (Mix(state) >> 11) * (1.0 / (1UL << 53));
    }

    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
        x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
        return x ^ (x >> 31);
    }
}
