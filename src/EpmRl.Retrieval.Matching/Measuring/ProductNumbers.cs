namespace EpmRl.Retrieval.Matching;

/// <summary>Numbers the products of listings: those that labelled matches join, directly or over others, are one product.</summary>
internal static class ProductNumbers
{
    /// <summary>The product of each listing.</summary>
    /// <param name="listings">Number of listings.</param>
    /// <param name="matches">The labelled matches, by the positions of their listings.</param>
    public static int[] Of(int listings, IEnumerable<(int Left, int Right)> matches)
    {
        ArgumentNullException.ThrowIfNull(matches);
        var sets = new DisjointSets(listings);
        foreach ((int left, int right) in matches)
        {
            sets.Union(left, right);
        }

        return [.. Enumerable.Range(0, listings).Select(sets.Find)];
    }
}
