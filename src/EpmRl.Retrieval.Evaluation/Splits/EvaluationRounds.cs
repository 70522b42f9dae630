using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>Splits a data set into known and asked listings.</summary>
internal static class EvaluationRounds
{
    /// <summary>One round that asks about every listing and knows nothing.</summary>
    public static IReadOnlyList<EvaluationRound> Untrained(IReadOnlyList<LabelledListing> listings)
    {
        ArgumentNullException.ThrowIfNull(listings);
        return [new EvaluationRound([], All(listings))];
    }

    /// <summary>One round per fold, in which the other folds are known.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than two folds, or more than listings (or groups).</exception>
    public static IReadOnlyList<EvaluationRound> OfFolds(IReadOnlyList<LabelledListing> listings, FoldPlan folds)
    {
        ArgumentNullException.ThrowIfNull(listings);
        ArgumentNullException.ThrowIfNull(folds);
        int[] foldOf = folds.Deal(listings);
        return
        [
            .. Enumerable.Range(0, folds.Count).Select(fold => new EvaluationRound(
                [.. listings.Where((_, i) => foldOf[i] != fold)],
                [.. Enumerable.Range(0, listings.Count).Where(i => foldOf[i] == fold)])),
        ];
    }

    /// <summary>One round that knows other listings and asks about those whose text is not among them.</summary>
    /// <param name="listings">The listings to ask about.</param>
    /// <param name="known">The listings to learn from.</param>
    public static IReadOnlyList<EvaluationRound> FittedOn(IReadOnlyList<LabelledListing> listings, IReadOnlyList<LabelledListing> known)
    {
        ArgumentNullException.ThrowIfNull(listings);
        ArgumentNullException.ThrowIfNull(known);
        var texts = known.Select(listing => TextOf(listing.Profile)).ToHashSet();
        return [new EvaluationRound(known, [.. All(listings).Where(i => !texts.Contains(TextOf(listings[i].Profile)))])];
    }

    /// <summary>Splits each round further, so that the asked category or attribute is unknown.</summary>
    /// <param name="rounds">
    /// The rounds. Those of <see cref="Untrained"/> become rounds that know everything else: all other categories, or all other
    /// attributes' labels, those of the asked listing included.
    /// </param>
    /// <param name="listings">The data set's listings.</param>
    /// <param name="what">What to leave out.</param>
    /// <returns>Rounds with known and asked listings; others are dropped.</returns>
    public static IReadOnlyList<EvaluationRound> Leaving(
        IReadOnlyList<EvaluationRound> rounds, IReadOnlyList<LabelledListing> listings, LeaveOut what)
    {
        ArgumentNullException.ThrowIfNull(rounds);
        ArgumentNullException.ThrowIfNull(listings);
        IEnumerable<EvaluationRound> based = rounds.Select(round => round.Known.Count == 0 ? round with { Known = listings } : round);
        return what switch
        {
            LeaveOut.Nothing => rounds,
            LeaveOut.Category => [.. based.SelectMany(round => WithoutCategories(round, listings)).Where(IsUseful)],
            LeaveOut.Attribute => [.. based.SelectMany(round => WithoutAttributes(round, listings)).Where(IsUseful)],
            _ => throw new ArgumentOutOfRangeException(nameof(what)),
        };
    }

    private static IEnumerable<EvaluationRound> WithoutCategories(EvaluationRound round, IReadOnlyList<LabelledListing> listings) =>
        round.Asked.GroupBy(i => listings[i].Category).OrderBy(category => category.Key, StringComparer.Ordinal)
            .Select(category => round with
            {
                Known = [.. round.Known.Where(listing => listing.Category != category.Key)],
                Asked = [.. category],
            });

    private static IEnumerable<EvaluationRound> WithoutAttributes(EvaluationRound round, IReadOnlyList<LabelledListing> listings) =>
        round.Asked.SelectMany(i => listings[i].Gold.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(attribute => new EvaluationRound(
                [.. round.Known.Select(listing => Without(listing, attribute)).Where(listing => listing.Gold.Count > 0)],
                [.. round.Asked.Where(i => listings[i].Gold.ContainsKey(attribute))],
                attribute));

    private static LabelledListing Without(LabelledListing listing, string attribute) => listing.Gold.ContainsKey(attribute)
        ? listing with { Gold = listing.Gold.Where(gold => gold.Key != attribute).ToDictionary(StringComparer.Ordinal) }
        : listing;

    private static bool IsUseful(EvaluationRound round) => round.Known.Count > 0 && round.Asked.Count > 0;

    private static int[] All(IReadOnlyList<LabelledListing> listings) => [.. Enumerable.Range(0, listings.Count)];

    private static (string Title, string Description) TextOf(ProductProfile profile) =>
        (TextKey.Of(profile.Title), TextKey.Of(profile.Description));
}
