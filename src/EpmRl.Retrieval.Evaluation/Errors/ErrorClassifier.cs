using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>Determines the class of a wrong answer.</summary>
internal sealed class ErrorClassifier
{
    private readonly ILookup<(string Title, string Description, string Attribute), PairResult> byText;

    /// <summary>Indexes all pairs, since labels of other listings matter too.</summary>
    /// <param name="pairs">Scored pairs, right ones included.</param>
    public ErrorClassifier(IEnumerable<PairResult> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        byText = pairs.ToLookup(TextOf);
    }

    /// <summary>The class of a wrong answer.</summary>
    /// <returns>Null when the pair is not an error.</returns>
    public ErrorClass? Of(PairResult pair)
    {
        ArgumentNullException.ThrowIfNull(pair);
        return pair switch
        {
            { Outcome: PairOutcome.Right or PairOutcome.RightlyNone } => null,
            _ when byText[TextOf(pair)].Any(other => other.ListingIndex != pair.ListingIndex && Contradict(other.Gold, pair.Gold)) =>
                ErrorClass.ContradictedLabel,
            { Answer: null } => ErrorClass.UnknownAttribute,
            { Top: { } top } when pair.Gold.Any(label => Signs(label) == Signs(top.Label)) => ErrorClass.SpellingOfLabel,
            { Top: { } top } when IsOfAnotherAttribute(pair, top.Label) => ErrorClass.OtherAttribute,
            { Outcome: PairOutcome.Invented } => pair.Top!.Evidence.Count > 0 ? ErrorClass.InventedFromText : ErrorClass.InventedByMeaning,
            { Outcome: PairOutcome.Missed, BestIsRight: true } => ErrorClass.HeldBack,
            { Answer: { } answer } when answer.Values.Concat(answer.Alternatives)
                .Any(value => pair.Gold.Any(label => PairScorer.AreSame(value, label, LabelMatch.Exact))) => ErrorClass.WrongCandidate,
            _ => pair.Explicit ? ErrorClass.ExplicitNotFound : ErrorClass.ImplicitNotFound,
        };
    }

    private static bool Contradict(IReadOnlyList<string> left, IReadOnlyList<string> right) =>
        left.Count == 0 ? right.Count > 0 : !left.Intersect(right, StringComparer.Ordinal).Any();

    private static bool IsOfAnotherAttribute(PairResult pair, string label) =>
        pair.Listing.Gold.Any(other => other.Key != pair.Attribute && other.Value.Contains(label) && !pair.Gold.Contains(label));

    private static string Signs(string label) => string.Concat(TextKey.Of(label).Where(char.IsLetterOrDigit));

    private static (string Title, string Description, string Attribute) TextOf(PairResult pair) =>
        (TextKey.Of(pair.Listing.Profile.Title), TextKey.Of(pair.Listing.Profile.Description), pair.Attribute);
}
