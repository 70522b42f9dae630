using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Matching.Tests.Review;

public sealed class ReviewSelectionTests
{
    [Fact]
    public void The_pair_nearest_the_threshold_comes_first()
    {
        IReadOnlyList<ReviewCandidate> chosen = ReviewSelection.Choose(
            [Candidate("a", "b", 0.9, "lamp"), Candidate("c", "d", 0.52, "sofa"), Candidate("e", "f", 0.1, "desk")], 0.5, 2);

        Assert.Equal(("c", 2), (chosen[0].Pair.A, chosen.Count));
    }

    [Fact]
    public void One_listing_is_not_asked_about_again_while_others_wait()
    {
        ReviewCandidate[] candidates =
        [
            .. Enumerable.Range(0, 10).Select(i => Candidate("hub", $"h{i}", 0.5, "norvik desk lamp x200")),
            Candidate("c", "d", 0.6, "corner sofa grey"), Candidate("e", "f", 0.4, "oak table 120 cm"),
        ];

        IReadOnlyList<ReviewCandidate> chosen = ReviewSelection.Choose(candidates, 0.5, 3);

        Assert.Equal(["c", "e", "hub"], chosen.Select(candidate => candidate.Pair.A).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_order_of_the_pairs_changes_no_choice()
    {
        var random = new Random(2);
        ReviewCandidate[] candidates =
        [
            .. Enumerable.Range(0, 50).Select(i =>
                Candidate($"a{i % 9}", $"b{i}", Math.Round(random.NextDouble(), 1), $"word{i % 5} lamp")),
        ];
        string[] expected = Choose();
        random.Shuffle(candidates);

        Assert.Equal(expected, Choose());

        string[] Choose() => [.. ReviewSelection.Choose(candidates, 0.5, 10).Select(candidate => candidate.Pair.B)];
    }

    [Fact]
    public void A_review_comes_back_from_a_table_with_the_decision_that_was_filled_in()
    {
        var text = new StringWriter();
        ReviewFile.WriteTable(text, [Candidate("=1", "b,2", 0.5, "=cmd|lamp")]);
        string filled = text.ToString().Replace(",,,,\n", ",same,ann,2026-03-01,\n", StringComparison.Ordinal);

        IReadOnlyList<ReviewDecision> read =
            DecisionFile.Read(new StringReader(filled), "r.csv", isTable: true, error => Assert.Fail(error.ToString()), out _);

        ReviewDecision decision = Assert.Single(read);
        Assert.Equal(("=1", "b,2", MatchVerdict.Same, "ann"), (decision.A, decision.B, decision.Verdict, decision.Who));
        Assert.Contains("'=cmd|lamp", filled, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bad_lines_of_decided_pairs_are_reported_and_the_others_read()
    {
        const string Lines = """
            {"a":"1","b":2,"probability":0.7,"verdict":"variant"}
            {"a":"1","b":"3"}
            {"a":"1","b":"3","probability":7}
            {"a":"1","b":"3","probability":0.5,"verdict":"maybe"}
            {"a":
            """;
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Lines));
        var errors = new List<RowError>();
        var read = new List<DecidedPair>();

        await foreach (DecidedPair pair in DecidedPairReader.ReadAsync(
            stream, "d.jsonl", errors.Add, cancellationToken: TestContext.Current.CancellationToken))
        {
            read.Add(pair);
        }

        Assert.Equal(("1", "2", 0.7, MatchVerdict.Variant), (read.Single().A, read[0].B, read[0].Probability, read[0].Verdict));
        Assert.Equal([2, 3, 4, 5], errors.Select(error => error.Line));
    }

    private static ReviewCandidate Candidate(string a, string b, double p, string title) =>
        new(new DecidedPair(a, b, p, p >= 0.5 ? MatchVerdict.Same : MatchVerdict.Different, default, 1), title, $"{title} other");
}
