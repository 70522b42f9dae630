using EpmRl.Retrieval.Training.Graphs;

namespace EpmRl.Retrieval.Training.Tests.Graphs;

/// <summary>Operators to differentiate: shapes of the operands, and the result from them.</summary>
internal sealed record OperatorCase(long[][] Shapes, Func<Tensor[], Tensor> Result, bool IsPositive = false)
{
    public static IReadOnlyDictionary<string, OperatorCase> All { get; } = new Dictionary<string, OperatorCase>
    {
        ["add"] = new([[2, 3], [2, 3]], x => x[0] + x[1]),
        ["add, broadcast rows"] = new([[2, 3], [3]], x => x[0] + x[1]),
        ["add, broadcast both ways"] = new([[2, 1, 3], [4, 1]], x => x[0] + x[1]),
        ["add, one element"] = new([[2, 3], []], x => x[0] + x[1]),
        ["subtract, broadcast"] = new([[1, 3], [2, 3]], x => x[0] - x[1]),
        ["multiply"] = new([[2, 3], [2, 3]], x => x[0] * x[1]),
        ["multiply, broadcast"] = new([[3, 1], [2, 3, 4]], x => x[0] * x[1]),
        ["multiply with itself"] = new([[5]], x => x[0] * x[0]),
        ["divide"] = new([[2, 3], [2, 3]], x => x[0] / x[1], IsPositive: true),
        ["divide, broadcast"] = new([[2, 3], [2, 1]], x => x[0] / x[1], IsPositive: true),
        ["numbers"] = new([[4]], x => (1 - (x[0] * 3 + 2)) / 5 - 1),
        ["negate"] = new([[4]], x => -x[0]),
        ["minimum, broadcast"] = new([[3, 4], [4]], x => Op.Minimum(x[0], x[1])),
        ["maximum"] = new([[3, 4], [3, 4]], x => Op.Maximum(x[0], x[1])),
        ["exp"] = new([[2, 3]], x => Op.Exp(x[0])),
        ["log"] = new([[2, 3]], x => Op.Log(x[0]), IsPositive: true),
        ["sqrt"] = new([[2, 3]], x => Op.Sqrt(x[0]), IsPositive: true),
        ["tanh"] = new([[2, 3]], x => Op.Tanh(x[0])),
        ["sigmoid"] = new([[2, 3]], x => Op.Sigmoid(x[0])),
        ["silu"] = new([[2, 3]], x => Op.Silu(x[0])),
        ["relu"] = new([[3, 4]], x => Op.Relu(x[0])),
        ["erf"] = new([[3, 4]], x => Op.Erf(x[0])),
        ["gelu"] = new([[3, 4]], x => Op.Gelu(x[0])),
        ["gelu by the hyperbolic tangent"] = new([[3, 4]], x => Op.GeluTanh(x[0])),
        ["where, broadcast"] = new([[3, 4], [4]], x => Op.Where(Op.Less(x[0], Tensor.Scalar(x[0].Type, 0)), x[0] * 2, x[1])),
        ["sum of one dimension"] = new([[2, 3, 4]], x => Op.ReduceSum(x[0], keep: false, 1)),
        ["sum of two dimensions, kept"] = new([[2, 3, 4]], x => Op.ReduceSum(x[0], keep: true, 2, 0)),
        ["sum of all"] = new([[2, 3]], x => Op.ReduceSum(x[0], keep: false)),
        ["mean"] = new([[2, 3, 4]], x => Op.ReduceMean(x[0], keep: false, 2, 0)),
        ["max"] = new([[2, 5]], x => Op.ReduceMax(x[0], keep: false, 1)),
        ["sum of squares"] = new([[2, 5]], x => Op.SumOfSquares(x[0])),
        ["log-sum-exp"] = new([[2, 5]], x => Op.LogSumExp(x[0] * 30)),
        ["log-softmax"] = new([[2, 3, 4]], x => Op.LogSoftmax(x[0])),
        ["log-probability of words, one twice"] =
            new([[3, 4], [5, 4]], x => Op.WordLogProbability(x[0], x[1], Tensor.Constant<int>(DataType.Int32, [2, 0, 2], 3))),
        ["reshape"] = new([[2, 6]], x => Op.Reshape(x[0] * x[0], 3, 4)),
        ["unsqueeze"] = new([[2, 3]], x => Op.Unsqueeze(x[0], 0, 2)),
        ["transpose"] = new([[2, 3, 4]], x => Op.Transpose(x[0], 2, 0, 1)),
        ["slice"] = new([[3, 5]], x => Op.Slice(x[0], 1, 1, 4)),
        ["concat"] = new([[2, 3], [2, 1]], x => Op.Concat(1, x[0], x[1], x[0])),
        ["expand"] = new([[2, 1]], x => Op.Expand(x[0], Tensor.Integers(3, 2, 4), 3, 2, 4)),
        ["gather, rows read again"] = new([[4, 3]], x => Op.Gather(x[0], Tensor.Constant<int>(DataType.Int32, [2, 0, 2, 3, 2, 2], 2, 3))),
        ["gather, single numbers"] = new([[4]], x => Op.Gather(x[0], Tensor.Constant<int>(DataType.Int32, [2, 0, 2, 3], 4))),
        ["matrix product"] = new([[2, 3], [3, 4]], x => Op.MatMul(x[0], x[1])),
        ["matrix product, both turned, scaled"] = new([[3, 2], [4, 3]], x => Op.MatMul(x[0], x[1], true, true, 0.3)),
        ["batched product"] = new([[2, 3, 4], [2, 4, 2]], x => Op.MatMul(x[0], x[1])),
        ["batched product, first turned"] = new([[2, 4, 3], [2, 4, 2]], x => Op.MatMul(x[0], x[1], transposeA: true)),
        ["batched product, second turned, scaled"] = new([[2, 3, 4], [2, 2, 4]], x => Op.MatMul(x[0], x[1], transposeB: true, factor: 0.7)),
        ["batched product, groups broadcast"] = new([[2, 3, 2, 4], [2, 1, 4, 2]], x => Op.MatMul(x[0], x[1])),
        ["batch times one matrix"] = new([[2, 3, 4], [5, 4]], x => Op.MatMul(x[0], x[1], transposeB: true)),
        ["linear layer"] = new([[3, 4], [2, 4], [2]], x => Op.Linear(x[0], x[1], x[2])),
        ["softmax"] = new([[2, 3, 4]], x => Op.Softmax(x[0])),
        ["softmax, places ruled out"] =
            new([[2, 4]], x => Op.Softmax(Op.Masked(x[0], Tensor.Constant<bool>(DataType.Bool, [true, false, true, true], 4)))),
        ["layer norm"] = new([[2, 3, 5], [5], [5]], x => Op.LayerNorm(x[0], x[1], x[2], 1e-5f)),
        ["root-mean-square norm"] = new([[2, 5], [5]], x => Op.RmsNorm(x[0], x[1], 1e-5)),
        ["root-mean-square norm of heads"] = new([[2, 3, 4], [4]], x => Op.RmsNorm(x[0], x[1] + 1, 1e-6)),
        ["rotary positions"] = new([[3, 2, 4]], x =>
            Op.Rotary(x[0], Tensor.Integers(1, 0, 2), Angles(x[0].Type, Math.Cos), Angles(x[0].Type, Math.Sin))),
        ["product added to a matrix, scaled"] =
            new([[3, 2], [4, 2], [3, 4]], x => Op.Gemm(x[0], x[1], x[2], transposeB: true, factor: 0.5)),
        ["L2 norm"] = new([[3, 5]], x => Op.L2Normalize(x[0])),
        ["masked mean"] =
            new([[2, 3, 4]], x => Op.MaskedMean(x[0], Op.Cast(Tensor.Constant<int>(DataType.Int32, [1, 1, 0, 1, 0, 0], 2, 3), x[0].Type))),
        ["contrastive loss, several positives"] = new([[2, 4]], x => Losses.CrossEntropy(
            x[0] * 20,
            Tensor.Constant<bool>(DataType.Bool, [true, true, true, false, true, true, true, true], 2, 4),
            Tensor.Constant<bool>(DataType.Bool, [true, false, true, false, false, true, false, false], 2, 4))),
        ["decoder block: root-mean-square norm, rotary positions, grouped attention, gated feed-forward"] =
            new([[3, 8], [8], [8, 8], [4, 8], [4, 8], [6, 8], [6, 8], [8, 6]], DecoderBlock),
        ["clipped policy objective"] = new([[4, 3], [4, 3], [4, 3]], x => Losses.ClippedPolicy(
            x[0], x[1], x[2], 0.2, 0.3)),
        ["divergence from a reference"] = new([[4, 3], [4, 3]], x => Losses.Divergence(x[0], x[1])),
        ["embedding bags and a dense layer"] = new([[5, 4], [2, 4], [2]], EmbeddingBags),
        ["weighted mean"] = new([[4], [4]], x => Losses.WeightedMean(x[0], x[1]), IsPositive: true),
        ["binary cross-entropy"] = new([[2, 3], [2, 3]], x => Losses.BinaryCrossEntropy(x[0] * 3, Op.Sigmoid(x[1]))),
        ["squared error"] = new([[2, 3], [3]], x => Losses.MeanSquaredError(x[0], x[1])),
    };

    // Angles of positions 0, 1 and 2 for heads of width 4.
    private static Tensor Angles(DataType type, Func<double, double> function)
    {
        double[] angles = [0, 0, 1, 0.1, 2, 0.2];
        return Op.Cast(Tensor.Constant<double>(DataType.Double, [.. angles.Select(function)], 3, 2), type);
    }

    // One layer of a decoder over 3 tokens of width 8: two query heads of width 4 share one key and value head.
    private static Tensor DecoderBlock(Tensor[] x)
    {
        Tensor normal = Op.RmsNorm(x[0], x[1], 1e-5);
        Tensor query = Rotate(Op.Transpose(Op.Reshape(Op.Linear(normal, x[2], null), 3, 2, 4), 1, 0, 2)); // [2, 3, 4]
        Tensor key = Rotate(Op.Reshape(Op.Linear(normal, x[3], null), 1, 3, 4)); // [1, 3, 4]
        Tensor value = Op.Reshape(Op.Linear(normal, x[4], null), 1, 3, 4);
        Tensor isPast = Tensor.Constant<bool>(DataType.Bool, [true, false, false, true, true, false, true, true, true], 3, 3);
        Tensor attention = Op.Softmax(Op.Masked(Op.MatMul(query, key, transposeB: true, factor: 0.5), isPast)); // [2, 3, 3]
        Tensor context = Op.Reshape(Op.Transpose(Op.MatMul(attention, value), 1, 0, 2), 3, 8);
        Tensor hidden = Op.Reshape(x[0], 3, 8) + context;
        return hidden + Op.Linear(Op.Silu(Op.Linear(hidden, x[5], null)) * Op.Linear(hidden, x[6], null), x[7], null);
    }

    // Rotary position embedding (Su et al., 2021, arXiv:2104.09864), halves paired, for [heads, 3, 4].
    private static Tensor Rotate(Tensor x)
    {
        double[] angles = [0, 0, 0, 0, 1, 0.1, 1, 0.1, 2, 0.2, 2, 0.2];
        Tensor cosine = Op.Cast(Tensor.Constant<double>(DataType.Double, Array.ConvertAll(angles, Math.Cos), 3, 4), x.Type);
        Tensor sine = Op.Cast(Tensor.Constant<double>(DataType.Double, Array.ConvertAll(angles, Math.Sin), 3, 4), x.Type);
        return x * cosine + Op.Concat(2, -Op.Slice(x, 2, 2, 4), Op.Slice(x, 2, 0, 2)) * sine;
    }

    // Three bags of words, each the weighted sum of its rows.
    private static Tensor EmbeddingBags(Tensor[] x)
    {
        Tensor rows = Op.Gather(x[0], Tensor.Constant<long>(DataType.Int64, [0, 2, 1, 4, 4, 0], 3, 2)); // [3, 2, 4]
        Tensor weights = Op.Cast(Tensor.Constant<double>(DataType.Double, [1, 1, 0.5, 2, 1, 0], 3, 2, 1), x[0].Type);
        return Op.Relu(Op.Linear(Op.ReduceSum(rows * weights, keep: false, 1), x[1], x[2]));
    }
}
