using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Matching;

/// <summary>Reads pairs of ids from CSV: <c>ltable_id,rtable_id</c> and, where they are labelled, <c>label</c>.</summary>
internal static class PairRows
{
    private static readonly string[] LeftNames = ["ltable_id", "left_id", "left", "id_a", "a"];
    private static readonly string[] RightNames = ["rtable_id", "right_id", "right", "id_b", "b"];

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="onError">Receives bad rows; the others are read.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="DataSetFormatException">Its header lacks a column.</exception>
    public static IEnumerable<PairRow> Read(string path, Action<RowError> onError, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(onError);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException(
                $"The file '{path}' does not exist; expected a CSV file with the columns ltable_id and rtable_id.", path);
        }

        using var rows = new TruthRows(path, onError);
        if (rows.Find(LeftNames) is not { } left || rows.Find(RightNames) is not { } right)
        {
            throw new DataSetFormatException(
                $"{path}:1: the columns are {string.Join(", ", rows.Columns)}; expected ltable_id and rtable_id (and label, where pairs "
                    + "are labelled).");
        }

        int? label = rows.Find(["label", "match"]);
        while (rows.Next(cancellationToken) is { } fields)
        {
            string stated = label is { } column ? fields[column].Trim() : "";
            yield return new PairRow(
                rows.Line, fields[left].Trim(), fields[right].Trim(), LabelOf(stated));
        }
    }

    private static bool? LabelOf(string text) => text switch { "1" or "true" => true, "0" or "false" => false, _ => null };
}
