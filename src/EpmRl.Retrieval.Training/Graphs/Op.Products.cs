namespace EpmRl.Retrieval.Training.Graphs;

internal static partial class Op
{
    /// <summary>factor · a · b over the last two dimensions, the others broadcast; either operand may be taken transposed.</summary>
    /// <param name="a">[…, M, K], or [.., K, M] when transposed.</param>
    /// <param name="b">[…, K, N], or [.., N, K] when transposed.</param>
    /// <param name="transposeA">Take a transposed.</param>
    /// <param name="transposeB">Take b transposed.</param>
    /// <param name="factor">Multiplied with the product.</param>
    /// <returns>[…, M, N].</returns>
    public static Tensor MatMul(Tensor a, Tensor b, bool transposeA = false, bool transposeB = false, double factor = 1)
    {
        RefuseMixed("MatMul", a, b);
        if (a.Rank < 2 || b.Rank < 2)
        {
            throw new ArgumentException($"MatMul of {a} and {b}: both need two dimensions or more.");
        }

        if (a.Rank == 2 && b.Rank == 2)
        {
            return Gemm(a, b, null, transposeA, transposeB, factor);
        }

        if (b.Rank == 2 && !transposeA)
        {
            // One matrix for all rows: a single product, also in the gradients.
            Tensor rows = Reshape(a, Concat(0, Tensor.Integers(-1), SizeOf(a, a.Rank - 1)), Dimension.Unknown, a.Shape[^1]);
            Tensor result = Gemm(rows, b, null, false, transposeB, factor);
            Tensor sizes = Concat(0, [.. Enumerable.Range(0, a.Rank - 1).Select(axis => SizeOf(a, axis)), SizeOf(b, transposeB ? 0 : 1)]);
            return Reshape(result, sizes, [.. a.Shape.SkipLast(1), b.Shape[transposeB ? 0 : 1]]);
        }

        Dimension[] shape =
        [
            .. Broadcast([.. a.Shape.SkipLast(2)], [.. b.Shape.SkipLast(2)]),
            a.Shape[transposeA ? ^1 : ^2], b.Shape[transposeB ? ^2 : ^1],
        ];
        Tensor?[] Gradient(Tensor y, Tensor dy)
        {
            (Tensor da, Tensor db) = ProductGradients(a, b, dy, transposeA, transposeB,
                (one, other, turnOne, turnOther) => MatMul(one, other, turnOne, turnOther, factor));
            return [SumTo(da, a), SumTo(db, b)];
        }

        if (a.Type == DataType.Double)
        {
            // The fused operator does not support doubles.
            Tensor product = PlainMatMul(transposeA ? TransposeLast(a) : a, transposeB ? TransposeLast(b) : b, shape);
            return factor == 1 ? product : product * factor;
        }

        return Operation.Contrib("FusedMatMul", [a, b], a.Type, shape, Gradient,
            ("transA", transposeA ? 1 : 0), ("transB", transposeB ? 1 : 0), ("alpha", (float)factor));
    }

    /// <summary>factor · a · b + c of matrices, either transposed.</summary>
    /// <param name="a">[M, K].</param>
    /// <param name="b">[K, N].</param>
    /// <param name="c">Broadcast to [M, N]; null for none.</param>
    /// <param name="transposeA">Take a transposed.</param>
    /// <param name="transposeB">Take b transposed.</param>
    /// <param name="factor">Multiplied with the product, not with c.</param>
    public static Tensor Gemm(Tensor a, Tensor b, Tensor? c, bool transposeA = false, bool transposeB = false, double factor = 1)
    {
        RefuseMixed("Gemm", a, b);
        Dimension[] shape = [a.Shape[transposeA ? 1 : 0], b.Shape[transposeB ? 0 : 1]];
        if (factor != (float)factor)
        {
            // The operator's attribute is a float, whatever the matrices are.
            Tensor product = Gemm(a, b, null, transposeA, transposeB) * factor;
            return c is null ? product : product + c;
        }

        return Operation.Standard("Gemm", c is null ? [a, b] : [a, b, c], a.Type, shape, (_, dy) =>
            {
                (Tensor da, Tensor db) = ProductGradients(a, b, dy, transposeA, transposeB,
                    (one, other, turnOne, turnOther) => Gemm(one, other, null, turnOne, turnOther, factor));
                return c is null ? [da, db] : [da, db, SumTo(dy, c)];
            },
            ("transA", transposeA ? 1 : 0), ("transB", transposeB ? 1 : 0), ("alpha", (float)factor));
    }

    /// <summary>x · weightᵀ + bias.</summary>
    /// <param name="x">[N, inputs].</param>
    /// <param name="weight">[outputs, inputs], as in checkpoints.</param>
    /// <param name="bias">[outputs], or null.</param>
    /// <returns>[N, outputs].</returns>
    public static Tensor Linear(Tensor x, Tensor weight, Tensor? bias) => Gemm(x, weight, bias, transposeB: true);

    private static (Tensor A, Tensor B) ProductGradients(
        Tensor a, Tensor b, Tensor dy, bool transposeA, bool transposeB, Func<Tensor, Tensor, bool, bool, Tensor> product) => (
        transposeA ? product(b, dy, transposeB, true) : product(dy, b, false, !transposeB),
        transposeB ? product(dy, a, true, transposeA) : product(a, dy, !transposeA, false));

    private static Tensor PlainMatMul(Tensor a, Tensor b, Dimension[] shape) =>
        Operation.Standard("MatMul", [a, b], a.Type, shape, (_, dy) =>
        [SumTo(MatMul(dy, b, transposeB: true), a), SumTo(MatMul(a, dy, transposeA: true), b)]);

    private static Tensor TransposeLast(Tensor x)
    {
        int[] order = [.. Enumerable.Range(0, x.Rank)];
        (order[^1], order[^2]) = (order[^2], order[^1]);
        return Transpose(x, order);
    }
}
