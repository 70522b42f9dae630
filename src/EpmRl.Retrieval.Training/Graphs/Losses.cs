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
}
