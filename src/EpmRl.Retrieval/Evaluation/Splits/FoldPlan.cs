namespace EpmRl.Retrieval.Evaluation;

/// <summary>How listings are dealt to folds.</summary>
/// <param name="Count">Number of folds, at least 2.</param>
/// <param name="ByGroup">True when a fold holds whole groups of listings (shops); else folds are stratified by category.</param>
/// <param name="Seed">The same seed gives the same folds.</param>
public sealed record FoldPlan(int Count, bool ByGroup = false, int Seed = 1)
{
    /// <summary>How many folds there can be at most: the number of listings, or of their groups.</summary>
    public int UnitsIn(IReadOnlyList<LabelledListing> listings)
    {
        ArgumentNullException.ThrowIfNull(listings);
        return ByGroup ? listings.Count(listing => listing.Group is null) + listings.Select(listing => listing.Group).OfType<string>().Distinct().Count() : listings.Count;
    }

    /// <summary>Deals listings.</summary>
    /// <returns>[N]: the fold of each listing, from 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than two folds, or more than listings (or groups).</exception>
    public int[] Deal(IReadOnlyList<LabelledListing> listings) =>
        ByGroup ? StratifiedFolds.DealGroups(listings, Count, Seed) : StratifiedFolds.Deal(listings, Count, Seed);
}
