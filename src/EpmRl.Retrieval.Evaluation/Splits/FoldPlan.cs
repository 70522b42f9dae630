using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>How listings are assigned to folds.</summary>
/// <param name="Count">Number of folds, at least 2.</param>
/// <param name="ByGroup">True to keep groups of listings (shops) together; otherwise folds are stratified by category.</param>
/// <param name="Seed">The same seed gives the same folds.</param>
internal sealed record FoldPlan(int Count, bool ByGroup = false, int Seed = 1)
{
    private IReadOnlyDictionary<ProductProfile, int>? Dealt { get; init; }

    /// <summary>
    /// A plan for subsets of some listings that keeps apart the listings this plan keeps apart. A model trained within one fold's training
    /// listings, for another fold, then also serves the other fold, with the roles exchanged: about half the work of new folds for each
    /// subset.
    /// </summary>
    /// <param name="whole">The listings that this plan assigns.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than two folds, or more than listings (or groups).</exception>
    public FoldPlan Nested(IReadOnlyList<LabelledListing> whole)
    {
        int[] foldOf = Deal(whole);
        var dealt = new Dictionary<ProductProfile, int>(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < foldOf.Length; i++)
        {
            dealt[whole[i].Profile] = foldOf[i];
        }

        return this with { Dealt = dealt };
    }

    /// <summary>
    /// The largest possible number of folds: the number of listings, of their groups, or of the folds they are already in.
    /// </summary>
    public int UnitsIn(IReadOnlyList<LabelledListing> listings)
    {
        ArgumentNullException.ThrowIfNull(listings);
        return Dealt is not null ? listings.Select(listing => Dealt[listing.Profile]).Distinct().Count()
            : ByGroup ? listings.Count(listing => listing.Group is null) + listings.Select(listing => listing.Group).OfType<string>()
                .Distinct().Count()
            : listings.Count;
    }

    /// <summary>Assigns listings to folds, to fewer than planned where there are fewer listings (or groups).</summary>
    /// <returns>[N]: the fold of each listing; null where there is only one unit, so that nothing can be left out.</returns>
    public int[]? DealAtMost(IReadOnlyList<LabelledListing> listings)
    {
        int units = UnitsIn(listings);
        return units < 2 ? null : (this with { Count = Math.Min(Count, units) }).Deal(listings);
    }

    /// <summary>Assigns listings to folds.</summary>
    /// <returns>[N]: the fold of each listing, from 0 without gaps.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than two folds, or more than listings (or groups).</exception>
    public int[] Deal(IReadOnlyList<LabelledListing> listings)
    {
        ArgumentNullException.ThrowIfNull(listings);
        if (Dealt is null)
        {
            return ByGroup ? StratifiedFolds.DealGroups(listings, Count, Seed) : StratifiedFolds.Deal(listings, Count, Seed);
        }

        int[] foldOf = [.. listings.Select(listing => Dealt[listing.Profile])];
        int[] present = [.. foldOf.Distinct().Order()];
        return [.. foldOf.Select(fold => Array.IndexOf(present, fold))];
    }
}
