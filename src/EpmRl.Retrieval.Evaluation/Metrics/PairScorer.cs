using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>
/// Compares answers with labels by the literature's rule: the top answer of each labelled (listing, attribute) pair is right when it
/// is one of the gold labels. An answer that needs review counts with its best value.
/// </summary>
/// <param name="match">When an answer equals a label.</param>
internal sealed class PairScorer(LabelMatch match)
{
    /// <summary>Scores the answers to one listing.</summary>
    /// <param name="index">Position of the listing in its data set.</param>
    /// <param name="listing">The listing with its labels.</param>
    /// <param name="result">The engine's answers.</param>
    /// <param name="taxonomy">The taxonomy used for the answers.</param>
    /// <param name="known">The labels in the listings that the engine learned from; null when there are none.</param>
    /// <returns>One result for each labelled attribute, in the order of the labels.</returns>
    public IReadOnlyList<PairResult> Score(
        int index, LabelledListing listing, TagResult result, ProductTaxonomy taxonomy, KnownLabels? known = null)
    {
        ArgumentNullException.ThrowIfNull(listing);
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(taxonomy);
        var answers = new Dictionary<string, AttributeAnswer>(StringComparer.Ordinal);
        foreach (AttributeAnswer answer in result.Attributes)
        {
            answers.TryAdd(TextKey.Of(answer.Attribute), answer);
            answers.TryAdd(TextKey.Of(answer.AttributeId), answer);
        }

        IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> labelled =
            listing.Complete ? listing.Gold.Concat(Unnamed(listing, result)) : listing.Gold;

        string text = $" {TextKey.Of(listing.Profile.Title)} \n {TextKey.Of(listing.Profile.Description)} ";
        var pairs = new List<PairResult>(listing.Gold.Count);
        foreach ((string attribute, IReadOnlyList<string> gold) in labelled)
        {
            AttributeAnswer? answer = answers.GetValueOrDefault(TextKey.Of(attribute));
            var pair = new PairResult
            {
                ListingIndex = index,
                Listing = listing,
                Attribute = listing.Complete ? answer?.Attribute ?? attribute : attribute,
                Kind = answer is not null && taxonomy.TryFindAttribute(answer.AttributeId, out AttributeDefinition? definition)
                    ? definition.Kind
                    : null,
                Gold = gold,
                Answer = answer,
                Outcome = PairOutcome.RightlyNone,
                BestIsRight = false,
                Explicit = gold.Any(label => Occurs(TextKey.Of(label), text)),
                Seen = known is null || gold.Count == 0 ? null : gold.Any(label => known.HasLabel(attribute, label)),
                GroupSeen = known is null || listing.Group is null ? null : known.HasGroup(listing.Group),
            };
            pairs.Add(pair with { Outcome = OutcomeOf(pair.Top, gold), BestIsRight = pair.Best is { } best && IsRight(best, gold) });
        }

        return pairs;
    }

    // If all attributes were labelled, one without a label has no value.
    private static IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> Unnamed(LabelledListing listing, TagResult result) =>
        result.Attributes
        .Where(answer => !listing.Gold.ContainsKey(answer.AttributeId))
        .Select(answer => KeyValuePair.Create<string, IReadOnlyList<string>>(answer.AttributeId, []));

    private PairOutcome OutcomeOf(ValueAnswer? top, IReadOnlyList<string> gold) => (top, gold.Count) switch
    {
        (null, 0) => PairOutcome.RightlyNone,
        (null, _) => PairOutcome.Missed,
        (_, 0) => PairOutcome.Invented,
        _ => IsRight(top, gold) ? PairOutcome.Right : PairOutcome.Wrong,
    };

    private bool IsRight(ValueAnswer value, IReadOnlyList<string> gold) => gold.Any(label => AreSame(value, label, match));

    /// <summary>Whether an answer equals a label; a unit after the number of either is ignored.</summary>
    internal static bool AreSame(ValueAnswer value, string label, LabelMatch match)
    {
        string? unit = value.Quantity?.Unit;
        string bare = LabelQuantities.WithoutUnit(value.Label, unit);
        (string answered, string sought) = value.Open || bare == value.Label
            ? (bare, LabelQuantities.WithoutUnit(label, unit))
            : (value.Label, label); // a list whose labels have units distinguishes "6 in" from "6"
        return match == LabelMatch.Exact ? answered == sought : TextKey.Of(answered) == TextKey.Of(sought);
    }

    // Only complete words, so that "2" is not found in "1280".
    private static bool Occurs(string key, string text)
    {
        for (int at = text.IndexOf(key, StringComparison.Ordinal);
            at >= 0 && key.Length > 0;
            at = text.IndexOf(key, at + 1, StringComparison.Ordinal))
        {
            if (!char.IsLetterOrDigit(text[at - 1]) && !char.IsLetterOrDigit(text[at + key.Length]))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>When an answer equals a gold label.</summary>
internal enum LabelMatch
{
    /// <summary>The same characters: the literature's rule.</summary>
    Exact,

    /// <summary>Equal under <see cref="TextKey.Of"/>: case, accents and white space are ignored.</summary>
    Normalized,
}
