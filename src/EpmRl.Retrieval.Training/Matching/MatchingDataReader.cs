using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Matching;

namespace EpmRl.Retrieval.Training.Matching;

/// <summary>
/// Reads a folder of labelled pairs: <c>tableA.csv</c> and <c>tableB.csv</c>, or one <c>offers.csv</c>, with pairs
/// <c>ltable_id,rtable_id,label</c> in <c>train.csv</c> and <c>valid.csv</c>.
/// </summary>
internal static class MatchingDataReader
{
    /// <summary>Reads a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="trainFile">Name or path of the training pairs; null for <c>train.csv</c>.</param>
    /// <param name="validFile">Name or path of the validation pairs; null for <c>valid.csv</c>, which may be absent.</param>
    /// <param name="warn">Receives what is wrong with single rows.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file cannot be read.</exception>
    public static async Task<MatchingData> ReadAsync(
        string folder, string? trainFile, string? validFile, Action<string> warn, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(warn);
        bool isOne = File.Exists(Path.Combine(folder, "offers.csv"));
        if (!isOne && !File.Exists(Path.Combine(folder, "tableA.csv")))
        {
            throw new FileNotFoundException(
                $"There is neither offers.csv nor tableA.csv in '{folder}'. A folder of labelled pairs has offers.csv, or tableA.csv and "
                    + "tableB.csv, and train.csv with the columns ltable_id, rtable_id and label.");
        }

        ListingTable left = await TableAsync(isOne ? "offers.csv" : "tableA.csv").ConfigureAwait(false);
        ListingTable right = isOne ? left : await TableAsync("tableB.csv").ConfigureAwait(false);
        int offset = isOne ? 0 : left.Listings.Count;
        IReadOnlyList<LabelledPair> train = Pairs(trainFile ?? "train.csv");
        bool hasValid = validFile is not null || File.Exists(Path.Combine(folder, "valid.csv"));
        IReadOnlyList<LabelledPair> valid = hasValid ? Pairs(validFile ?? "valid.csv") : [];
        return new MatchingData(
            Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))),
            isOne ? left.Listings : [.. left.Listings, .. right.Listings], left.Listings.Count, train, valid);

        async Task<ListingTable> TableAsync(string name)
        {
            await using var reader = ProductReader.Open(Path.Combine(folder, name));
            return await ListingTable.ReadAsync(reader, error => warn(error.ToString()), cancellationToken).ConfigureAwait(false);
        }

        IReadOnlyList<LabelledPair> Pairs(string name)
        {
            string path = File.Exists(Path.Combine(folder, name)) ? Path.Combine(folder, name) : name;
            var pairs = new List<LabelledPair>();
            foreach (PairRow row in PairRows.Read(path, error => warn(error.ToString()), cancellationToken))
            {
                if (row.Same is not { } same)
                {
                    warn($"{path}:{row.Line}: the pair has no label. Write 1 for the same product, else 0.");
                }
                else if (!left.TryFind(row.Left, out int a) || !right.TryFind(row.Right, out int b))
                {
                    warn($"{path}:{row.Line}: no listing has the id '{(left.TryFind(row.Left, out _) ? row.Right : row.Left)}'.");
                }
                else
                {
                    pairs.Add(new LabelledPair(a, offset + b, same ? PairKind.Same : PairKind.Other));
                }
            }

            return pairs;
        }
    }
}
