using EpmRl.Retrieval.Training.Graphs;

namespace EpmRl.Retrieval.Training.Networks;

/// <summary>
/// The two forms of a batch of texts: a grid [B, T, H], which attention needs, and its tokens without padding as rows [N, H], which
/// everything else uses.
/// </summary>
internal sealed class TokenLayout
{
    private readonly Tensor sizes; // B, T
    private readonly Dimension batch, tokens, rows;
    private readonly Tensor? places; // int64 [N]: the place of each row in the grid
    private readonly Tensor? sources; // int32 [B·T]: a row for each place of the grid, any for padding
    private readonly Tensor? isToken; // [B·T, 1]: 1 for a token, 0 for padding

    /// <summary>The layout of a batch.</summary>
    /// <param name="grid">Any tensor of the batch, [B, T, …].</param>
    /// <param name="mask">[B, T], 1 for a token and 0 for padding; null if no text is padded.</param>
    public TokenLayout(Tensor grid, Tensor? mask)
    {
        sizes = Op.Concat(0, Op.SizeOf(grid, 0), Op.SizeOf(grid, 1));
        (batch, tokens) = (grid.Shape[0], grid.Shape[1]);
        rows = $"{batch}*{tokens}";
        if (mask is null)
        {
            return;
        }

        Dimension all = rows;
        rows = $"tokens of {all}";
        isToken = Op.Reshape(mask, all, 1);
        Tensor flags = Op.Reshape(Op.Cast(mask, DataType.Bool), all);
        places = Op.Reshape(Operation.Standard("NonZero", [flags], DataType.Int64, [1, rows], null), rows);
        Tensor counts = Operation.Standard(
            "CumSum", [Op.Cast(flags, DataType.Int32), Tensor.Scalar(DataType.Int32, 0)], DataType.Int32, [all], null);
        sources = Op.Maximum(counts - 1, Tensor.Scalar(DataType.Int32, 0));
    }

    /// <summary>Takes the tokens out of a grid.</summary>
    /// <param name="grid">[B, T, H], or [B, T, heads, width].</param>
    /// <returns>[N, H].</returns>
    public Tensor ToRows(Tensor grid)
    {
        long width = grid.Shape.Skip(2).Aggregate(1L, (product, size) => product * size.Size!.Value);
        Tensor flat = Op.Reshape(grid, $"{batch}*{tokens}", width);
        return places is null
            ? flat
            : Operation.WithGradient(Op.Gather(flat, places), [flat], dy => [Op.Gather(dy, sources!) * isToken!]);
    }

    /// <summary>Puts tokens into a grid. Values at padding are undefined, and take no gradient.</summary>
    /// <param name="values">[N, H].</param>
    /// <param name="shape">The new shape of the rows' last dimension: [H], or [heads, width].</param>
    /// <returns>[B, T, shape].</returns>
    public Tensor ToGrid(Tensor values, params long[] shape)
    {
        // The gradient is that of the tokens: attention gives none to padding, which no token attends to.
        Tensor flat = sources is null
            ? values
            : Operation.WithGradient(Op.Gather(values, sources), [values], dy => [Op.Gather(dy, places!)]);
        return Op.Reshape(flat, Op.Concat(0, sizes, Tensor.Integers(shape)), [batch, tokens, .. shape.Select(size => (Dimension)size)]);
    }
}
