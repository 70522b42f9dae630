using System.Numerics.Tensors;

namespace EpmRl.Retrieval.Matching.GenAI;

/// <summary>Log-probabilities of tokens from logits.</summary>
internal static class LogProbabilities
{
    /// <summary>The logarithm of the sum of exponentials of a row.</summary>
    /// <param name="logits">[vocabulary].</param>
    public static double Normaliser(ReadOnlySpan<float> logits)
    {
        float most = TensorPrimitives.Max(logits);
        double sum = 0;
        foreach (float logit in logits)
        {
            sum += MathF.Exp(logit - most);
        }

        return most + Math.Log(sum);
    }

    /// <summary>The log-probability of a token, in nats.</summary>
    /// <param name="logits">[vocabulary].</param>
    /// <param name="token">The token's id.</param>
    public static double Of(ReadOnlySpan<float> logits, int token) => logits[token] - Normaliser(logits);
}
