namespace EpmRl.Retrieval.Training.Graphs;

internal static partial class Op
{
    /// <summary>The shape as int64 [rank].</summary>
    public static Tensor ShapeOf(Tensor x) => x.Shape.All(size => size.Size is not null)
        ? Tensor.Integers([.. x.Shape.Select(size => size.Size!.Value)])
        : Operation.Standard("Shape", [x], DataType.Int64, [x.Rank], null);

    /// <summary>The size of one dimension as int64 [1].</summary>
    public static Tensor SizeOf(Tensor x, int axis) => x.Shape[axis].Size is long size
        ? Tensor.Integers(size)
        : Operation.Standard("Shape", [x], DataType.Int64, [1], null, ("start", axis), ("end", axis + 1));

    /// <summary>The same elements in another shape.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="shape">int64 [rank]; one may be −1.</param>
    /// <param name="result">The shape as far as it is known.</param>
    public static Tensor Reshape(Tensor x, Tensor shape, params Dimension[] result) =>
        Operation.Standard("Reshape", [x, shape], x.Type, result, (_, dy) => [ReshapeAs(dy, x), null], ("allowzero", 1));

    /// <summary>The same elements in another shape.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="shape">Numbers, and at most one name, whose size is what remains.</param>
    public static Tensor Reshape(Tensor x, params Dimension[] shape) =>
        Reshape(x, Tensor.Integers([.. shape.Select(size => size.Size ?? -1)]), shape);

    /// <summary>The same elements in the shape of another tensor.</summary>
    public static Tensor ReshapeAs(Tensor x, Tensor like) => AreSame(x.Shape, like.Shape) ? x : Reshape(x, ShapeOf(like), [.. like.Shape]);

    /// <summary>Adds dimensions of size 1.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">Places in the result, ascending.</param>
    public static Tensor Unsqueeze(Tensor x, params int[] axes)
    {
        List<Dimension> shape = [.. x.Shape];
        foreach (int axis in axes)
        {
            shape.Insert(axis, 1);
        }

        return Operation.Standard("Unsqueeze", [x, Axes(axes)], x.Type, shape, (_, dy) => [ReshapeAs(dy, x), null]);
    }

    /// <summary>Another order of the dimensions.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="order">Dimension i of the result is <c>order[i]</c> of the operand.</param>
    public static Tensor Transpose(Tensor x, params int[] order)
    {
        int[] back = new int[order.Length];
        for (int i = 0; i < order.Length; i++)
        {
            back[order[i]] = i;
        }

        return Operation.Standard("Transpose", [x], x.Type, order.Select(axis => x.Shape[axis]), (_, dy) => [Transpose(dy, back)],
            ("perm", order.Select(axis => (long)axis).ToArray()));
    }

    /// <summary>Part of a dimension.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">Which dimension.</param>
    /// <param name="start">First index.</param>
    /// <param name="end">Just after the last; at most the size.</param>
    public static Tensor Slice(Tensor x, int axis, long start, long end) =>
        Slice(x, axis, Tensor.Integers(start), Tensor.Integers(end), end - start);

    /// <summary>Part of a dimension, its bounds known at run time.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">Which dimension.</param>
    /// <param name="start">int64 [1], not negative.</param>
    /// <param name="end">int64 [1].</param>
    /// <param name="size">Size of the result as far as it is known.</param>
    public static Tensor Slice(Tensor x, int axis, Tensor start, Tensor end, Dimension size)
    {
        Dimension[] shape = [.. x.Shape];
        shape[axis] = size;
        return Operation.Standard("Slice", [x, start, end, Axes(axis)], x.Type, shape, (y, dy) =>
        {
            Tensor after = SizeOf(x, axis) - start - SizeOf(y, axis);
            Tensor widths = Concat(0, start, after);
            return [Operation.Standard("Pad", [dy, widths, Zero(dy), Axes(axis)], dy.Type, x.Shape, null), null, null, null];
        });
    }

    /// <summary>Concatenates tensors along a dimension.</summary>
    public static Tensor Concat(int axis, params Tensor[] parts)
    {
        Dimension[] shape = [.. parts[0].Shape];
        shape[axis] =
            parts.All(part => part.Shape[axis].Size is not null) ? parts.Sum(part => part.Shape[axis].Size!.Value) : Dimension.Unknown;
        return Operation.Standard(
            "Concat", parts, parts[0].Type, shape, IsFloat(parts[0].Type) ? (_, dy) => Split(dy, axis, parts) : null, ("axis", axis));
    }

    /// <summary>Repeats dimensions of size 1 to the wanted shape.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="shape">int64 [rank].</param>
    /// <param name="result">The shape as far as it is known.</param>
    public static Tensor Expand(Tensor x, Tensor shape, params Dimension[] result) => AreSame(x.Shape, result)
        ? x
        : Operation.Standard("Expand", [x, shape], x.Type, result, (_, dy) => [SumTo(dy, x), null]);

    // The gradient of a broadcast operand: dy summed over the repetitions.
    private static Tensor SumTo(Tensor dy, Tensor x)
    {
        if (AreSame(dy.Shape, x.Shape))
        {
            return dy;
        }

        int extra = dy.Rank - x.Rank;
        var axes = new List<int>(Enumerable.Range(0, extra));
        bool isKnown = true;
        for (int i = 0; i < x.Rank; i++)
        {
            Dimension own = x.Shape[i], grown = dy.Shape[extra + i];
            if (own.Size == 1 && grown.Size != 1)
            {
                axes.Add(extra + i);
            }
            else if (own.Size is null && !own.IsSureToEqual(grown))
            {
                isKnown = false;
            }
        }

        if (isKnown)
        {
            return axes.Count == 0 ? dy : ReshapeAs(ReduceSum(dy, keep: true, [.. axes]), x);
        }

        // Whether it was repeated is known only at run time: the shapes then differ.
        Tensor own1 = extra == 0 ? ShapeOf(x) : Concat(0, Tensor.Integers([.. Enumerable.Repeat(1L, extra)]), ShapeOf(x));
        Tensor differs = Not(Equal(ShapeOf(dy), own1));
        Tensor places = Operation.Standard("NonZero", [differs], DataType.Int64, [1, Dimension.Unknown], null);
        Tensor sum = Operation.Standard(
            "ReduceSum", [dy, Reshape(places, Dimension.Unknown)], dy.Type, dy.Shape.Select(_ => Dimension.Unknown), null,
            ("keepdims", 1), ("noop_with_empty_axes", 1));
        return Reshape(sum, ShapeOf(x), [.. x.Shape]);
    }

    private static Tensor[] Split(Tensor x, int axis, Tensor[] like)
    {
        Tensor sizes = Concat(0, [.. like.Select(part => SizeOf(part, axis))]);
        (DataType, Dimension[])[] outputs = [.. like.Select(part => (x.Type, part.Shape.ToArray()))];
        return Operation.Several("Split", [x, sizes], outputs, null, ("axis", axis));
    }

    private static Tensor Axes(params int[] axes) => Tensor.Integers([.. axes.Select(axis => (long)axis)]);

    private static bool AreSame(IReadOnlyList<Dimension> one, IReadOnlyList<Dimension> other) =>
        one.Count == other.Count && one.Zip(other).All(pair => pair.First.IsSureToEqual(pair.Second));

    internal static Dimension[] Broadcast(IReadOnlyList<Dimension> one, IReadOnlyList<Dimension> other)
    {
        var shape = new Dimension[Math.Max(one.Count, other.Count)];
        for (int i = 1; i <= shape.Length; i++)
        {
            shape[^i] = i > one.Count ? other[^i] : i > other.Count ? one[^i] : Dimension.Broadcast(one[^i], other[^i]);
        }

        return shape;
    }
}
