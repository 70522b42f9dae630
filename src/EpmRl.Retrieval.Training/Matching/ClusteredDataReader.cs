using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Matching;

namespace EpmRl.Retrieval.Training.Matching;

/// <summary>
/// Makes labelled pairs of offers whose product is known: pairs within a cluster match, and the most alike listings of other clusters do
/// not.
/// </summary>
internal static class ClusteredDataReader
{
    private const int MostPairs = 4_000; // matches of one file
    private const int OthersPerMatch = 4;
    private const int MostListings = 12_000;
    private static readonly string[] ClusterColumns = ["cluster_id", "cluster", "product"];

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It has no column of clusters.</exception>
    public static async Task<MatchingData> ReadAsync(string path, int seed, Action<string> warn, CancellationToken cancellationToken)
    {
        await using var reader = ProductReader.Open(path);
        ListingTable table = await ListingTable.ReadAsync(reader, error => warn(error.ToString()), cancellationToken).ConfigureAwait(false);
        string? column = ClusterColumns.FirstOrDefault(name => table.Listings.Any(listing => listing.Extra.ContainsKey(name)));
        if (column is null)
        {
            throw new InvalidDataException($"{path} has no column of clusters; expected one of {string.Join(", ", ClusterColumns)}.");
        }

        var random = new Random(seed);
        IGrouping<string, ProductProfile>[] clusters =
            [.. table.Listings.Where(listing => listing.Extra.ContainsKey(column)).GroupBy(listing => listing.Extra[column].ToString())];
        random.Shuffle(clusters);
        var listings = new List<ProductProfile>();
        var clusterOf = new List<int>();
        for (int i = 0; i < clusters.Length && listings.Count < MostListings; i++)
        {
            listings.AddRange(clusters[i]);
            clusterOf.AddRange(clusters[i].Select(_ => i));
        }

        return new MatchingData(Path.GetFileNameWithoutExtension(path), listings, listings.Count, Pairs(listings, clusterOf, random), []);
    }

    // The rarest shared words find the listings that are most alike.
    private static List<LabelledPair> Pairs(List<ProductProfile> listings, List<int> clusterOf, Random random)
    {
        var pairs = new List<LabelledPair>();
        CandidateSearch search = CandidateFinder.Find(listings, null, new CandidateOptions { Top = 10 }, null, null, null,
            CancellationToken.None);
        ILookup<bool, CandidatePair> found = search.Pairs.ToLookup(pair => clusterOf[pair.Left] == clusterOf[pair.Right]);
        CandidatePair[] matches = [.. found[true]];
        random.Shuffle(matches);
        pairs.AddRange(matches.Take(MostPairs).Select(pair => new LabelledPair(pair.Left, pair.Right, PairKind.Same)));
        CandidatePair[] others = [.. found[false]];
        random.Shuffle(others);
        pairs.AddRange(others.Take(pairs.Count * OthersPerMatch).Select(pair => new LabelledPair(pair.Left, pair.Right, PairKind.Other)));
        return pairs;
    }
}
