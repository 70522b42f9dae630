namespace EpmRl.Retrieval.Matching;

/// <summary>Wrongly judged pairs of one kind.</summary>
/// <param name="IsMissed">Whether they are matches that were not called <c>same</c>; else other pairs that were.</param>
/// <param name="Rule">What is conspicuous about them.</param>
/// <param name="Count">Their number.</param>
/// <param name="Aspects">How many of them conflict in an aspect, or state it on one side; empty for rules about other things.</param>
/// <param name="Shown">Some of them, those first that the matcher was most certain of.</param>
internal sealed record MatchErrorClass(
    bool IsMissed, MatchErrorRule Rule, int Count, IReadOnlyList<(string Aspect, int Count)> Aspects, IReadOnlyList<MeasuredPair> Shown)
{
    /// <summary>Its name.</summary>
    public string Name => (IsMissed ? "Missed: " : "False: ") + Rule switch
    {
        MatchErrorRule.Conflict => "an aspect conflicts",
        MatchErrorRule.PricesApart => "the prices are far apart",
        MatchErrorRule.TitlesApart => "the titles share few words",
        MatchErrorRule.OneSided => "only one listing states an aspect",
        _ => "nothing stated differs",
    };

    /// <summary>The rule, in a sentence.</summary>
    public string Statement => Rule switch
    {
        MatchErrorRule.Conflict => "Both listings state an aspect, with different values.",
        MatchErrorRule.PricesApart =>
            $"No aspect conflicts; both have a price in one currency, and one is at least {MatchErrors.PriceFactor:0} times the other.",
        MatchErrorRule.TitlesApart => "None of these; the titles share less than half of the words of the shorter one.",
        MatchErrorRule.OneSided => "None of these; only one listing states some aspect.",
        _ => "None of these: the listings state the same, or nothing that is compared.",
    };

    /// <summary>What helps.</summary>
    public string Remedy => (IsMissed, Rule) switch
    {
        (true, MatchErrorRule.Conflict) =>
            "Check the marked values: a misread value is a matter of the aspects, a wrong label of the data.",
        (false, MatchErrorRule.Conflict) =>
            "The matcher took the difference for a slip. Where it never is one, make the aspect hard in the rules.",
        (_, MatchErrorRule.PricesApart) => "Packs, bundles, conditions and accessories show in the price; check whether a text says so.",
        (true, MatchErrorRule.TitlesApart) => "Other words for the same product: more text or an identifier would help, or training pairs.",
        (false, MatchErrorRule.TitlesApart) => "Check the identifiers: a shared code outweighed the titles.",
        (true, MatchErrorRule.OneSided) => "A listing that leaves things out: candidates for a second matcher, or for review.",
        (false, MatchErrorRule.OneSided) =>
            "What one listing leaves out may be the difference: candidates for a second matcher, or for review.",
        (true, _) => "Alike in all that is compared: check the label, then lower the threshold or train with such pairs.",
        _ => "Alike in all that is compared: check the label first.",
    };
}
