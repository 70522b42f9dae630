namespace EpmRl.Retrieval.Training.Graphs;

/// <summary>Training objectives as tensors.</summary>
internal static class Losses
{
    /// <summary>
    /// Contrastive cross-entropy of each row: −log( Σ over positives e^z / Σ over allowed e^z ). With one positive per row it is the
    /// softmax loss of TACLR (Su et al., 2025, arXiv:2501.03835, equation 5); with several, any of them may take the probability.
    /// </summary>
    /// <param name="logits">[N, K], already divided by the temperature.</param>
    /// <param name="allowed">Bool [N, K]: the candidates that compete. The others get no gradient.</param>
    /// <param name="positives">Bool [N, K], one or more in each row, all of them allowed.</param>
    /// <returns>[N].</returns>
    public static Tensor CrossEntropy(Tensor logits, Tensor allowed, Tensor positives) =>
        Op.LogSumExp(Op.Masked(logits, allowed)) - Op.LogSumExp(Op.Masked(logits, positives));

    /// <summary>Weighted mean of rows, without dimensions. The weights need not sum to 1, but to more than 0.</summary>
    /// <param name="rows">[N].</param>
    /// <param name="weights">[N].</param>
    public static Tensor WeightedMean(Tensor rows, Tensor weights) =>
        Op.ReduceSum(rows * weights, keep: false) / Op.ReduceSum(weights, keep: false);

    /// <summary>Mean of the squares of differences, without dimensions.</summary>
    public static Tensor MeanSquaredError(Tensor prediction, Tensor target)
    {
        Tensor difference = prediction - target;
        return Op.ReduceMean(difference * difference, keep: false);
    }

    /// <summary>log(1 + e^x) of each element, without overflow.</summary>
    public static Tensor Softplus(Tensor x)
    {
        Tensor positive = Op.Relu(x);
        return positive + Op.Log(Op.Exp(x - positive - positive) + 1); // x − 2 max(x, 0) = −|x|
    }

    /// <summary>Cross-entropy of independent yes-or-no answers, element by element.</summary>
    /// <param name="logits">Log-odds, any shape.</param>
    /// <param name="labels">The same shape: 1 for yes, 0 for no.</param>
    public static Tensor BinaryCrossEntropy(Tensor logits, Tensor labels) => Softplus(logits) - (logits * labels);

    /// <summary>
    /// The clipped objective of a policy, to be maximised: min(r A, clip(r, 1 − low, 1 + high) A) with r = exp(log p − log p_old), element
    /// by element. Source: PPO (Schulman et al., 2017, arXiv:1707.06347, equation 7); two limits as in DAPO (Yu et al., 2025,
    /// arXiv:2503.14476, equation 10).
    /// </summary>
    /// <param name="current">Log-probabilities under the policy.</param>
    /// <param name="old">The same under the policy that sampled; gets no gradient.</param>
    /// <param name="advantages">A; gets no gradient.</param>
    /// <param name="low">In (0, 1).</param>
    /// <param name="high">Above 0.</param>
    public static Tensor ClippedPolicy(Tensor current, Tensor old, Tensor advantages, double low, double high)
    {
        // At a tie, inside the limits, Minimum and Maximum pass the gradient to their second operand: the ratio itself.
        Tensor ratio = Op.Exp(current - old);
        Tensor clipped = Op.Minimum(Tensor.Scalar(ratio.Type, 1 + high), Op.Maximum(Tensor.Scalar(ratio.Type, 1 - low), ratio));
        return Op.Minimum(clipped * advantages, ratio * advantages);
    }

    /// <summary>
    /// An estimate, never negative, of the divergence from a reference, from one sample: exp(d) − d − 1 with d = log p_ref − log p,
    /// element by element. Source: k3 of Schulman, "Approximating KL divergence" (2020), as in GRPO (Shao et al., 2024, arXiv:2402.03300,
    /// equation 4).
    /// </summary>
    /// <param name="current">Log-probabilities under the policy.</param>
    /// <param name="reference">The same under the reference; gets no gradient.</param>
    public static Tensor Divergence(Tensor current, Tensor reference)
    {
        Tensor difference = reference - current;
        return Op.Exp(difference) - difference - 1;
    }
}
