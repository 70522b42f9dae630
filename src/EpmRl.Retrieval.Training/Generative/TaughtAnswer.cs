using EpmRl.Retrieval.Training.Networks;

namespace EpmRl.Retrieval.Training.Generative;

/// <summary>An answer to learn word for word.</summary>
/// <param name="Prompt">Tokens of the prompt.</param>
/// <param name="Answer">Tokens of the answer, the one that ends it included.</param>
/// <param name="VerdictPlace">The place of the verdict's token in the answer; −1 for none.</param>
internal sealed record TaughtAnswer(int[] Prompt, int[] Answer, int VerdictPlace)
{
    /// <summary>
    /// Tokens of a second answer that is the verdict alone; only its last token, the verdict, is learned, so that answers still begin with
    /// reasons. Null for none.
    /// </summary>
    public int[]? Alone { get; init; }

    /// <summary>Tokens read in a step; the prompt is read once for both answers.</summary>
    public int Length => Prompt.Length + Answer.Length + (Alone?.Length ?? 0);

    /// <summary>The mean weight of a token is 1, the verdict's is larger.</summary>
    /// <param name="verdictWeight">Weight of the verdict's token.</param>
    /// <returns>Weight of each token of <see cref="Answer"/>.</returns>
    public float[] WeightsOf(double verdictWeight)
    {
        var weights = new float[Answer.Length];
        Array.Fill(weights, 1f);
        if (VerdictPlace >= 0)
        {
            weights[VerdictPlace] = (float)verdictWeight;
        }

        return weights;
    }

    /// <summary>A step's examples: the loss is the weighted mean of −log p over all tokens of the batch.</summary>
    /// <param name="batch">The answers.</param>
    /// <param name="verdictWeight">Weight of a verdict's token.</param>
    /// <param name="share">Weight of the whole batch.</param>
    public static IReadOnlyList<PolicyExample> Examples(IReadOnlyList<TaughtAnswer> batch, double verdictWeight, double share = 1)
    {
        float[][] weights = [.. batch.Select(taught => taught.WeightsOf(verdictWeight))];
        double total = weights.Sum(one => one.Sum(weight => (double)weight))
            + (verdictWeight * batch.Count(taught => taught.Alone is not null));
        var factor = (float)(share / total);
        return [.. batch.Select((taught, i) => new PolicyExample(taught.Prompt, [.. Completions(taught, weights[i])]))];

        IEnumerable<PolicyCompletion> Completions(TaughtAnswer taught, float[] own)
        {
            yield return new PolicyCompletion(taught.Answer) { Supervised = [.. own.Select(weight => weight * factor)] };
            if (taught.Alone is { } alone)
            {
                yield return new PolicyCompletion(alone)
                {
                    Supervised = [.. new float[alone.Length - 1], (float)verdictWeight * factor],
                };
            }
        }
    }
}
