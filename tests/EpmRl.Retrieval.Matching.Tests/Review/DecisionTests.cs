using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Matching.Tests.Review;

public sealed class DecisionTests : IDisposable
{
    private static readonly DateTimeOffset March = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void A_decision_is_found_in_either_order_and_wins_over_a_matcher()
    {
        var book = new DecisionBook();
        book.Add(Decision("b", "a", MatchVerdict.Different));

        PairDecision decided = book.Apply(new PairDecision
        {
            A = "a", B = "b", Verdict = MatchVerdict.Same, Probability = 0.99, Model = "m",
        });

        Assert.Equal((MatchVerdict.Different, 0.0), (decided.Verdict, decided.Probability));
    }

    [Fact]
    public void The_later_of_two_decisions_counts_whichever_is_read_first()
    {
        foreach (bool laterFirst in new[] { false, true })
        {
            ReviewDecision early = Decision("a", "b", MatchVerdict.Same), late = Decision("b", "a", MatchVerdict.Variant, March.AddDays(1));
            var book = new DecisionBook();
            Assert.Null(book.Add(laterFirst ? late : early));

            DecisionConflict? conflict = book.Add(laterFirst ? early : late);

            Assert.Equal(late, conflict?.Kept);
            Assert.True(book.TryFind("a", "b", out ReviewDecision? kept));
            Assert.Equal(late, kept);
        }
    }

    [Fact]
    public void A_pair_decided_apart_that_others_connect_is_reported()
    {
        var book = new DecisionBook();
        book.Add(Decision("a", "b", MatchVerdict.Same));
        book.Add(Decision("b", "c", MatchVerdict.Same));
        book.Add(Decision("a", "c", MatchVerdict.Different));
        book.Add(Decision("a", "z", MatchVerdict.Different));

        ReviewDecision contradiction = Assert.Single(book.Contradictions());

        Assert.Equal(("a", "c"), (contradiction.A, contradiction.B));
    }

    [Fact]
    public void A_table_is_read_bad_rows_are_reported_and_open_ones_counted()
    {
        var errors = new List<RowError>();
        const string Table = "a,b,decision,who,when,note\n1,2,same,ann,2026-03-01,\"yes, both\"\n3,4,,,,\n5,6,perhaps,,,\n"
            + "7,7,same,,,\n8,9,Variant,,soon,\n10,11,different,,,\n";

        IReadOnlyList<ReviewDecision> read = DecisionFile.Read(new StringReader(Table), "t.csv", isTable: true, errors.Add, out int open);

        Assert.Equal(
            [
                new ReviewDecision("1", "2", MatchVerdict.Same, "ann", March, "yes, both"),
                Decision("10", "11", MatchVerdict.Different, null),
            ], read);
        Assert.Equal(1, open);
        Assert.Equal([(4L, "decision"), (5, "b"), (6, "when")], errors.Select(error => (error.Line, error.Field!)));
    }

    [Fact]
    public void A_book_is_read_as_it_was_written()
    {
        var book = new DecisionBook();
        book.Add(Decision("a", "b", MatchVerdict.Same) with { Who = "ann", Note = "sure" });
        book.Add(Decision("c", "d", MatchVerdict.Variant, null));
        DecisionFile.WriteBook(scratch.Path, book);

        Assert.Equal(book.Decisions, DecisionFile.ReadBook(scratch.Path).Decisions);
    }

    [Fact]
    public void Decisions_become_training_pairs()
    {
        var book = new DecisionBook();
        book.Add(Decision("x,1", "b", MatchVerdict.Same));
        book.Add(Decision("c", "d", MatchVerdict.Variant));
        var text = new StringWriter();

        DecisionFile.WritePairs(text, book);

        Assert.Equal("ltable_id,rtable_id,label\n\"x,1\",b,1\nc,d,0\n", text.ToString());
    }

    private static ReviewDecision Decision(string a, string b, MatchVerdict verdict) => Decision(a, b, verdict, March);

    private static ReviewDecision Decision(string a, string b, MatchVerdict verdict, DateTimeOffset? when) =>
        new(a, b, verdict, "", when, "");
}
