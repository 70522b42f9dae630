using System.Globalization;
using System.Runtime.CompilerServices;
using CsvHelper;
using CsvHelper.Configuration;

namespace EpmRl.Retrieval.Matching;

/// <summary>Reads pairs of ids from CSV: <c>ltable_id,rtable_id</c> and, where they are labelled, <c>label</c>.</summary>
internal static class PairRows
{
    private static readonly string[] LeftNames = ["ltable_id", "left_id", "left", "a", "id_a"];
    private static readonly string[] RightNames = ["rtable_id", "right_id", "right", "b", "id_b"];

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="warn">Receives bad rows; the others are read.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="InvalidDataException">Its header lacks a column.</exception>
    public static async IAsyncEnumerable<PairRow> ReadAsync(
        string path, Action<string> warn, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(warn);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no file '{path}'. Expected a CSV file with the columns ltable_id and rtable_id.", path);
        }

        using var text = new StreamReader(path);
        using var csv = new CsvReader(text, new CsvConfiguration(CultureInfo.InvariantCulture) { MissingFieldFound = null, BadDataFound = null });
        if (!await csv.ReadAsync().ConfigureAwait(false) || !csv.ReadHeader())
        {
            throw new InvalidDataException($"{path} is empty. Expected a header with the columns ltable_id and rtable_id.");
        }

        string[] header = [.. csv.HeaderRecord!.Select(name => name.Trim().ToLowerInvariant())];
        int left = PlaceOf(LeftNames), right = PlaceOf(RightNames), label = Array.IndexOf(header, "label");
        if (left < 0 || right < 0)
        {
            throw new InvalidDataException(
                $"{path}:1: the columns are {string.Join(", ", header)}; expected ltable_id and rtable_id (and label, where pairs are "
                    + "labelled).");
        }

        while (await csv.ReadAsync().ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            string? a = csv.GetField(left)?.Trim(), b = csv.GetField(right)?.Trim();
            string? stated = label < 0 ? null : csv.GetField(label)?.Trim();
            if (string.IsNullOrEmpty(a) || string.IsNullOrEmpty(b))
            {
                warn($"{path}:{csv.Parser.RawRow}: an id is missing.");
                continue;
            }

            yield return new PairRow(csv.Parser.RawRow, a, b, stated switch { "1" or "true" => true, "0" or "false" => false, _ => null });
        }

        int PlaceOf(string[] names) => Array.FindIndex(header, name => names.Contains(name));
    }
}
