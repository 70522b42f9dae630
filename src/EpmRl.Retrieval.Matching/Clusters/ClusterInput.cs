using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Matching;

/// <summary>What is clustered.</summary>
/// <param name="Listings">The listings.</param>
/// <param name="Keys">Their keys, each once: the ids, or ids with the list they are from.</param>
/// <param name="Decisions">What people decided, by positions.</param>
internal sealed record ClusterInput(
    IReadOnlyList<ProductProfile> Listings, IReadOnlyList<string> Keys,
    IReadOnlyList<(int Left, int Right, PairConstraint Constraint)> Decisions)
{
    /// <summary>Leaves pairs out before they are clustered, such as all but one partner of each listing; null keeps all.</summary>
    public Func<IReadOnlyList<ScoredPair>, IReadOnlyList<ScoredPair>>? Choose { get; init; }

    /// <summary>
    /// Whether the pairs come from a file, which is read also where no listing is new or changed: a matcher may have decided again.
    /// </summary>
    public bool PairsAreGiven { get; init; }

    /// <summary>The listings of one list; of several with one id the first counts.</summary>
    public static ClusterInput Of(IReadOnlyList<ProductProfile> listings, DecisionBook book)
    {
        ArgumentNullException.ThrowIfNull(listings);
        ArgumentNullException.ThrowIfNull(book);
        ProductProfile[] distinct = [.. listings.DistinctBy(listing => listing.Id, StringComparer.Ordinal)];
        var table = new ListingTable(distinct);
        return new ClusterInput(
            distinct, [.. distinct.Select(listing => listing.Id)],
            [.. book.ConstraintsOf((a, b) => table.TryFind(a, out int left) && table.TryFind(b, out int right) ? (left, right) : null)]);
    }

    /// <summary>The listings of two lists, the left ones first. Decisions name a listing of each, in either order.</summary>
    public static ClusterInput Of(IReadOnlyList<ProductProfile> left, IReadOnlyList<ProductProfile> right, DecisionBook book)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        ArgumentNullException.ThrowIfNull(book);
        var leftTable = new ListingTable([.. left.DistinctBy(listing => listing.Id, StringComparer.Ordinal)]);
        var rightTable = new ListingTable([.. right.DistinctBy(listing => listing.Id, StringComparer.Ordinal)]);
        return new ClusterInput(
            [.. leftTable.Listings, .. rightTable.Listings],
            [
                .. leftTable.Listings.Select(listing => "left:" + listing.Id),
                .. rightTable.Listings.Select(listing => "right:" + listing.Id),
            ],
            [.. book.ConstraintsOf((a, b) => Find(a, b) ?? Find(b, a))]);

        (int, int)? Find(string a, string b) =>
            leftTable.TryFind(a, out int at) && rightTable.TryFind(b, out int other) ? (at, leftTable.Listings.Count + other) : null;
    }
}
