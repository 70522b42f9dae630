namespace EpmRl.Retrieval.Matching;

/// <summary>The decisions of people about pairs, found by the pair in either order. They outrank every model.</summary>
internal sealed class DecisionBook
{
    private readonly Dictionary<(string, string), ReviewDecision> decisions = [];

    /// <summary>How many pairs are decided.</summary>
    public int Count => decisions.Count;

    /// <summary>The decisions, by the ids of their pairs.</summary>
    public IEnumerable<ReviewDecision> Decisions => decisions
        .OrderBy(entry => entry.Key.Item1, StringComparer.Ordinal).ThenBy(entry => entry.Key.Item2, StringComparer.Ordinal)
        .Select(entry => entry.Value);

    /// <summary>The decision about a pair.</summary>
    public bool TryFind(string a, string b, out ReviewDecision? decision) => decisions.TryGetValue(KeyOf(a, b), out decision);

    /// <summary>Adds a decision. One about the same pair is replaced, unless it is later.</summary>
    /// <returns>The two where they differ; else null.</returns>
    /// <exception cref="ArgumentException">The verdict is unsure, or both listings are the same.</exception>
    public DecisionConflict? Add(ReviewDecision decision)
    {
        ArgumentNullException.ThrowIfNull(decision);
        if (decision.Verdict == MatchVerdict.Unsure || decision.A == decision.B)
        {
            throw new ArgumentException("Expected a decided verdict about two listings.", nameof(decision));
        }

        (string, string) key = KeyOf(decision.A, decision.B);
        if (!decisions.TryGetValue(key, out ReviewDecision? there))
        {
            decisions.Add(key, decision);
            return null;
        }

        bool isLater = there.When is null || decision.When is null || decision.When >= there.When;
        (ReviewDecision kept, ReviewDecision dropped) = isLater ? (decision, there) : (there, decision);
        decisions[key] = kept;
        return kept.Verdict == dropped.Verdict ? null : new DecisionConflict(kept, dropped);
    }

    /// <summary>The verdict of people where there is one, else the matcher's.</summary>
    public PairDecision Apply(PairDecision decision)
    {
        ArgumentNullException.ThrowIfNull(decision);
        return !TryFind(decision.A, decision.B, out ReviewDecision? own) ? decision : decision with
        {
            Verdict = own!.Verdict,
            Probability = own.Verdict == MatchVerdict.Same ? 1 : 0,
            Explanation = own.Who.Length == 0 ? "Decided by a person." : $"Decided by {own.Who}.",
            IsEstimated = false,
        };
    }

    /// <summary>The decisions about the current listings, as constraints of their clusters.</summary>
    /// <param name="find">The positions of two listings by their ids; null where one is missing.</param>
    public IEnumerable<(int Left, int Right, PairConstraint Constraint)> ConstraintsOf(Func<string, string, (int, int)?> find)
    {
        ArgumentNullException.ThrowIfNull(find);
        foreach (ReviewDecision decision in Decisions)
        {
            if (find(decision.A, decision.B) is (int left, int right))
            {
                yield return (left, right, decision.Verdict == MatchVerdict.Same ? PairConstraint.MustLink : PairConstraint.CannotLink);
            }
        }
    }

    /// <summary>
    /// The pairs decided as other products or variants that decisions of "same" connect through other listings. They stay apart; which of
    /// the others is wrong, only a person knows.
    /// </summary>
    public IReadOnlyList<ReviewDecision> Contradictions()
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (ReviewDecision decision in Decisions)
        {
            numbers.TryAdd(decision.A, numbers.Count);
            numbers.TryAdd(decision.B, numbers.Count);
        }

        var sets = new DisjointSets(numbers.Count);
        foreach (ReviewDecision decision in Decisions.Where(decision => decision.Verdict == MatchVerdict.Same))
        {
            sets.Union(numbers[decision.A], numbers[decision.B]);
        }

        return
        [
            .. Decisions.Where(decision => decision.Verdict != MatchVerdict.Same
                && sets.Find(numbers[decision.A]) == sets.Find(numbers[decision.B])),
        ];
    }

    private static (string, string) KeyOf(string a, string b) => string.CompareOrdinal(a, b) <= 0 ? (a, b) : (b, a);
}
