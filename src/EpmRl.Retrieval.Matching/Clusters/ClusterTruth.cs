using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Matching;

/// <summary>Reads which listings truly are one product: CSV with <c>id,cluster</c> or <c>product_id,cluster_id</c>.</summary>
internal static class ClusterTruth
{
    /// <summary>The true cluster by the listing's id.</summary>
    /// <exception cref="InvalidDataException">A column is missing.</exception>
    public static IReadOnlyDictionary<string, string> Read(TextReader text, string name, Action<RowError> onError)
    {
        CsvTable table = CsvTable.Read(text, name, onError);
        int id = table.Find("id", "product_id", "offer_id"), cluster = table.Find("cluster", "cluster_id");
        if (id < 0 || cluster < 0)
        {
            throw new InvalidDataException(
                $"{name}: expected columns 'id' and 'cluster', or 'product_id' and 'cluster_id'; found "
                + $"{string.Join(", ", table.Columns.Select(column => $"'{column}'"))}.");
        }

        var truth = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((long line, string[] fields) in table.Rows)
        {
            if (!truth.TryAdd(fields[id], fields[cluster]) && truth[fields[id]] != fields[cluster])
            {
                onError(new RowError(
                    name, line, table.Columns[id], $"'{fields[id]}' is in cluster '{truth[fields[id]]}' already. Remove one.",
                    string.Join(',', fields)));
            }
        }

        return truth;
    }
}
