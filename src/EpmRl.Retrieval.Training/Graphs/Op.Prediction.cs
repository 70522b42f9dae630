namespace EpmRl.Retrieval.Training.Graphs;

internal static partial class Op
{
    /// <summary>log softmax over the last dimension.</summary>
    public static Tensor LogSoftmax(Tensor x) => Operation.Standard(
        "LogSoftmax", [x], x.Type, x.Shape, (y, dy) => [dy - Exp(y) * ReduceSum(dy, keep: true, x.Rank - 1)], ("axis", -1));

    /// <summary>
    /// Log-probability of one word per row when a table's rows are the words: log softmax(h · tableᵀ) at the word. Written as one value
    /// because the matrix of all words, [N, V], is the largest of a language model: forward makes two passes over it, backward three.
    /// </summary>
    /// <param name="hidden">h, [N, H].</param>
    /// <param name="table">[V, H].</param>
    /// <param name="words">int32 [N].</param>
    /// <returns>[N].</returns>
    public static Tensor WordLogProbability(Tensor hidden, Tensor table, Tensor words)
    {
        Tensor all = LogSoftmax(Linear(hidden, table, null)); // [N, V]
        Tensor own = Operation.Standard("GatherElements", [all, Unsqueeze(words, 1)], all.Type, [all.Shape[0], 1], null, ("axis", 1));
        return Operation.WithGradient(Reshape(own, all.Shape[0]), [hidden, table], dy =>
        {
            // d log p / d h = table[word] − Σ p · table; the row's factor is applied to [N, H] rather than to [N, V].
            Tensor probabilities = Exp(all), factor = Unsqueeze(dy, 1);
            Tensor byHidden = (Gather(table, words) - Gemm(probabilities, table, null)) * factor;
            Tensor weighted = hidden * factor;
            return [byHidden, AddRows(table, words, weighted) - Gemm(probabilities, weighted, null, transposeA: true)];
        });
    }
}
