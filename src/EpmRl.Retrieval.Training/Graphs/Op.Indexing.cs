namespace EpmRl.Retrieval.Training.Graphs;

internal static partial class Op
{
    /// <summary>Rows of a table: an embedding lookup. The gradient accumulates for rows read more than once.</summary>
    /// <param name="table">[V, …].</param>
    /// <param name="rows">Int32 or Int64, any shape.</param>
    /// <returns>[shape of rows, …].</returns>
    public static Tensor Gather(Tensor table, Tensor rows)
    {
        IEnumerable<Dimension> shape = [.. rows.Shape, .. table.Shape.Skip(1)];
        return Operation.Standard("Gather", [table, rows], table.Type, shape, (_, dy) => [AddRows(table, rows, dy), null], ("axis", 0));
    }

    // ScatterElements, not ScatterND, which adds with several threads at once and loses additions to a repeated row.
    private static Tensor AddRows(Tensor table, Tensor rows, Tensor values)
    {
        Tensor sizes = Concat(0, SizeOf(table, 0), Tensor.Integers(-1)); // the table as a matrix [V, W]
        Tensor empty = Operation.Standard("Expand", [Zero(table), ShapeOf(table)], table.Type, table.Shape, null);
        Tensor matrix = Reshape(empty, sizes, table.Shape[0], Dimension.Unknown);
        Tensor places = Reshape(Cast(rows, DataType.Int64), Tensor.Integers(-1, 1), Dimension.Unknown, 1); // [N, 1]
        Tensor flat = Reshape(values, Concat(0, SizeOf(places, 0), Tensor.Integers(-1)), Dimension.Unknown, Dimension.Unknown); // [N, W]
        Tensor repeated = Expand(places, ShapeOf(flat), Dimension.Unknown, Dimension.Unknown); // [N, W]
        Tensor sum = Operation.Standard(
            "ScatterElements", [matrix, repeated, flat], table.Type, matrix.Shape, null, ("axis", 0), ("reduction", "add"));
        return ReshapeAs(sum, table);
    }
}
