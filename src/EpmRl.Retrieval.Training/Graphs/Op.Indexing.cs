namespace EpmRl.Retrieval.Training.Graphs;

internal static partial class Op
{
    /// <summary>Rows of a table: an embedding lookup. The gradient adds up where a row was read more than once.</summary>
    /// <param name="table">[V, …].</param>
    /// <param name="rows">Int32 or Int64, any shape.</param>
    /// <returns>[shape of rows, …].</returns>
    public static Tensor Gather(Tensor table, Tensor rows)
    {
        IEnumerable<Dimension> shape = [.. rows.Shape, .. table.Shape.Skip(1)];
        return Operation.Standard("Gather", [table, rows], table.Type, shape, (_, dy) =>
        {
            Tensor empty = Operation.Standard("Expand", [Zero(table), ShapeOf(table)], table.Type, table.Shape, null);
            Tensor places = Unsqueeze(Cast(rows, DataType.Int64), rows.Rank);
            return [Operation.Standard("ScatterND", [empty, places, dy], table.Type, table.Shape, null, ("reduction", "add")), null];
        }, ("axis", 0));
    }
}
