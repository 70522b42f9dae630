using System.Globalization;
using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Matching;

/// <summary>The pairs that are known to be the same product, against which candidates are measured.</summary>
/// <param name="Pairs">Distinct pairs by the positions of their listings; in one list the earlier listing comes first.</param>
internal sealed record CandidateTruth(IReadOnlyList<(int Left, int Right)> Pairs)
{
    private const long MostPairs = 20_000_000;
    private static readonly string[] LeftNames = ["ltable_id", "left_id", "left", "a"];
    private static readonly string[] RightNames = ["rtable_id", "right_id", "right", "b"];
    private static readonly string[] IdNames = ["id", "product_id", "offer_id"];
    private static readonly string[] ClusterNames = ["cluster", "cluster_id"];

    /// <summary>
    /// Reads a CSV file of pairs (<c>ltable_id,rtable_id</c>, with <c>label</c> 1 for the matches where there is such a column) or of
    /// clusters (<c>id,cluster</c>: all pairs of one cluster are the same product). Other columns are ignored.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="left">The first list.</param>
    /// <param name="right">The second; null for pairs of the first.</param>
    /// <param name="onError">Receives every bad row; the others are read.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <exception cref="DataSetFormatException">The file has no header of either kind, no pair, or far too many.</exception>
    public static CandidateTruth Read(
        string path, ListingTable left, ListingTable? right, Action<RowError> onError, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(onError);
        using var rows = new TruthRows(path, onError);
        HashSet<(int, int)> pairs = [];
        if (rows.Find(LeftNames) is { } a && rows.Find(RightNames) is { } b)
        {
            ReadPairs(rows, a, b, rows.Find(["label"]), left, right, pairs, cancellationToken);
        }
        else if (rows.Find(IdNames) is { } id && rows.Find(ClusterNames) is { } cluster)
        {
            ReadClusters(rows, id, cluster, left, right, pairs, cancellationToken);
        }
        else
        {
            throw new DataSetFormatException($"{path}: expected the columns 'ltable_id' and 'rtable_id' (with 'label', if not all are "
                + $"matches), or 'id' and 'cluster'; found {string.Join(", ", rows.Columns.Select(name => $"'{name}'"))}.");
        }

        return pairs.Count > 0
            ? new CandidateTruth([.. pairs.Order()])
            : throw new DataSetFormatException(
                $"{path}: no pair of the listings is a match in this file, so nothing can be measured. Check that the ids are theirs.");
    }

    private static void ReadPairs(TruthRows rows, int a, int b, int? label, ListingTable left, ListingTable? right,
        HashSet<(int, int)> pairs, CancellationToken cancellationToken)
    {
        while (rows.Next(cancellationToken) is { } fields)
        {
            string of = label is { } at ? fields[at].Trim() : "1";
            if (of is not ("0" or "1"))
            {
                rows.Report("label", $"Expected 1 for a match or 0, found '{of}'.");
            }
            else if (of == "1" && rows.Position(a, left) is { } one && rows.Position(b, right ?? left) is { } other)
            {
                if (right is null && one == other)
                {
                    rows.Report(rows.Columns[b], $"The listing '{fields[b]}' is paired with itself. Remove the row.");
                    continue;
                }

                pairs.Add(right is null && one > other ? (other, one) : (one, other));
            }
        }
    }

    private static void ReadClusters(TruthRows rows, int id, int cluster, ListingTable left, ListingTable? right,
        HashSet<(int, int)> pairs, CancellationToken cancellationToken)
    {
        var members = new Dictionary<string, (List<int> Left, List<int> Right)>(StringComparer.Ordinal);
        while (rows.Next(cancellationToken) is { } fields)
        {
            bool isLeft = left.TryFind(fields[id], out int one);
            int other = -1;
            bool isRight = right is not null && right.TryFind(fields[id], out other);
            if (!isLeft && !isRight)
            {
                rows.Report(rows.Columns[id], $"There is no listing '{fields[id]}'.");
                continue;
            }

            if (!members.TryGetValue(fields[cluster], out (List<int> Left, List<int> Right) of))
            {
                members.Add(fields[cluster], of = ([], []));
            }

            if (isLeft)
            {
                of.Left.Add(one);
            }

            if (isRight)
            {
                of.Right.Add(other);
            }
        }

        long count = members.Values.Sum(of => (long)of.Left.Count * (right is null ? of.Left.Count - 1 : of.Right.Count));
        if (count > MostPairs)
        {
            throw new DataSetFormatException(
                string.Create(CultureInfo.InvariantCulture, $"{rows.Path}: its clusters make {count:N0} pairs; at most {MostPairs:N0} ")
                    + "are measured. Check that its column of clusters holds a product's own id.");
        }

        foreach ((List<int> lefts, List<int> rights) in members.Values)
        {
            foreach (int one in lefts)
            {
                foreach (int other in right is null ? lefts : rights)
                {
                    if (right is not null || one < other)
                    {
                        pairs.Add((one, other));
                    }
                }
            }
        }
    }
}
