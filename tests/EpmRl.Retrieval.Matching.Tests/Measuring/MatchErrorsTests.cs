namespace EpmRl.Retrieval.Matching.Tests.Measuring;

public sealed class MatchErrorsTests
{
    private static readonly MatchReason Conflict = new("color", "Black", "White", AspectRelation.Conflict);
    private static readonly MatchReason OneSided = new("pack quantity", "6", null, AspectRelation.OneSided);
    private static readonly MatchReason Same = new("brand", "Kestrel", "Kestrel", AspectRelation.Same);

    [Fact]
    public void The_first_rule_that_holds_gives_the_class()
    {
        Assert.Equal(MatchErrorRule.Conflict, RuleOf("Desk lamp", "Chair", "10", "90", Same, Conflict, OneSided));
        Assert.Equal(MatchErrorRule.PricesApart, RuleOf("Desk lamp", "Chair", "10", "20", Same, OneSided));
        Assert.Equal(MatchErrorRule.TitlesApart, RuleOf("Desk lamp black", "Chair lamp oak", "10", "19.99", Same, OneSided));
        Assert.Equal(MatchErrorRule.OneSided, RuleOf("Desk lamp", "Lamp for the desk", null, "19.99", Same, OneSided));
        Assert.Equal(MatchErrorRule.Alike, RuleOf("Desk lamp", "DESK LAMP", null, null, Same));
    }

    [Fact]
    public void Prices_in_two_currencies_are_not_compared()
    {
        MeasuredPair pair = Pair("Desk lamp", "Desk lamp", "10", "90");
        ListingPair priced = new(
            pair.Pair.A with { Extra = With(pair.Pair.A.Extra, "EUR") }, pair.Pair.B with { Extra = With(pair.Pair.B.Extra, "JPY") });

        Assert.Equal(MatchErrorRule.PricesApart, MatchErrors.RuleOf(pair));
        Assert.Equal(MatchErrorRule.Alike, MatchErrors.RuleOf(pair with { Pair = priced }));

        static Dictionary<string, System.Text.Json.JsonElement> With(
            IReadOnlyDictionary<string, System.Text.Json.JsonElement> columns, string currency) =>
            new(columns) { ["currency"] = System.Text.Json.JsonElement.Parse($"\"{currency}\"") };
    }

    [Fact]
    public void Right_pairs_are_no_errors_and_every_wrong_one_is_in_one_class()
    {
        MeasuredPair[] pairs =
        [
            Measured.Pair(0.9, true), Measured.Pair(0.1, false),
            .. Enumerable.Range(0, 5).Select(i => Measured.Pair(0.01 * i, true, i, reasons: [OneSided])),
            Measured.Pair(0.2, true, 7, reasons: [Conflict, OneSided]),
            Measured.Pair(0.8, false, 8, reasons: [Conflict]),
        ];

        IReadOnlyList<MatchErrorClass> classes = MatchErrors.Of(pairs, 3);

        Assert.Equal(
            [(true, MatchErrorRule.OneSided, 5), (true, MatchErrorRule.Conflict, 1), (false, MatchErrorRule.Conflict, 1)],
            classes.Select(one => (one.IsMissed, one.Rule, one.Count)));
        Assert.All(classes, one => Assert.Single(one.Shown)); // one of each before a second of any
        Assert.Equal(0, classes[0].Shown[0].Decision.Probability); // the most certain
        Assert.Equal([("pack quantity", 5)], classes[0].Aspects);
        Assert.Equal([("color", 1)], classes[1].Aspects);
        Assert.Equal(7, MatchErrors.Of(pairs, 20).Sum(one => one.Shown.Count));
    }

    private static MatchErrorRule RuleOf(string left, string right, string? price, string? other, params MatchReason[] reasons) =>
        MatchErrors.RuleOf(Pair(left, right, price, other, reasons));

    private static MeasuredPair Pair(string left, string right, string? price, string? other, params MatchReason[] reasons) =>
        Measured.Pair(0.9, false, reasons: reasons) with
        {
            Pair = new ListingPair(Measured.Listing("a", left, price: price), Measured.Listing("b", right, price: other)),
        };
}
