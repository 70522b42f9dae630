namespace EpmRl.Retrieval.Training.Graphs;

internal static partial class Op
{
    /// <summary>Sum over dimensions.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="keep">Whether the dimensions stay, with size 1.</param>
    /// <param name="axes">Which dimensions; none for all.</param>
    public static Tensor ReduceSum(Tensor x, bool keep, params int[] axes) =>
        Reduce("ReduceSum", x, keep, axes, (_, dy) => Spread(dy, x, axes));

    /// <summary>Mean over dimensions.</summary>
    /// <inheritdoc cref="ReduceSum"/>
    public static Tensor ReduceMean(Tensor x, bool keep, params int[] axes) => Reduce("ReduceMean", x, keep, axes, (y, dy) =>
    {
        Tensor count = Cast(CountOf(x), x.Type) / Cast(CountOf(y), x.Type);
        return Spread(dy / count, x, axes);
    });

    /// <summary>Maximum over dimensions; the gradient goes to every place that holds it.</summary>
    /// <inheritdoc cref="ReduceSum"/>
    public static Tensor ReduceMax(Tensor x, bool keep, params int[] axes) => Reduce("ReduceMax", x, keep, axes, (y, dy) =>
        Cast(Equal(x, Spread(y, x, axes)), x.Type) * Spread(dy, x, axes));

    /// <summary>Sum of all squares, no dimensions.</summary>
    public static Tensor SumOfSquares(Tensor x) =>
        Operation.Standard("ReduceSumSquare", [x], x.Type, [], (_, dy) => [x * (dy * 2)], ("keepdims", 0));

    /// <summary>log Σ eˣ over the last dimension, which is removed; computed relative to the maximum, so nothing overflows.</summary>
    public static Tensor LogSumExp(Tensor x)
    {
        int last = x.Rank - 1;
        Tensor largest = ReduceMax(x, keep: true, last);
        Tensor sum = Log(ReduceSum(Exp(x - largest), keep: false, last)) + ReduceSum(largest, keep: false, last);
        return Operation.WithGradient(sum, [x], dy => [Softmax(x) * Unsqueeze(dy, last)]);
    }

    /// <summary>The number of elements, int64 without dimensions.</summary>
    public static Tensor CountOf(Tensor x) => Operation.Standard("Size", [x], DataType.Int64, [], null);

    private static Tensor Reduce(string type, Tensor x, bool keep, int[] axes, Func<Tensor, Tensor, Tensor> gradient)
    {
        int[] over = axes.Length == 0 ? [.. Enumerable.Range(0, x.Rank)] : axes;
        IEnumerable<Dimension> shape = x.Shape.Select((size, axis) => over.Contains(axis) ? 1 : size);
        if (!keep)
        {
            shape = x.Shape.Where((_, axis) => !over.Contains(axis));
        }

        return Operation.Standard(type, [x, Axes(over)], x.Type, shape, (y, dy) => [gradient(y, dy), null], ("keepdims", keep ? 1 : 0));
    }

    // The result of a reduction (with or without kept dimensions), repeated at every place it was reduced from.
    private static Tensor Spread(Tensor reduced, Tensor x, int[] axes)
    {
        if (reduced.Rank != x.Rank)
        {
            reduced = Unsqueeze(reduced, axes.Length == 0 ? [.. Enumerable.Range(0, x.Rank)] : [.. axes.Order()]);
        }

        return Expand(reduced, ShapeOf(x), [.. x.Shape]);
    }
}
