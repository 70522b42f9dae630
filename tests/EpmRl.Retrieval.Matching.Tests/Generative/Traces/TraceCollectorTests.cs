using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Matching.Chat;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Matching.Tests.Generative.Traces;

public sealed class TraceCollectorTests : IDisposable
{
    private static readonly ProductProfile[] Listings =
    [
        SmallPairs.Drives.A with { Id = "1" }, SmallPairs.Drives.B with { Id = "2" },
        SmallPairs.Headphones.A with { Id = "3" }, SmallPairs.Headphones.B with { Id = "4" },
    ];

    private static readonly (int, int, bool?)[] Pairs = [(0, 1, false), (2, 3, true)];
    private static readonly Dictionary<int, TraceCorrection> Nobody = [];

    private readonly ScratchFolder folder = new();
    private readonly EvidenceCatalog catalog = EvidenceCatalog.Of(Listings, SmallPairs.Rules, MatchPrompt.Trained);
    private readonly List<(TraceCorrection, TraceRefusal)> warned = [];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_teacher_that_verifies_wins_and_is_not_asked_again_by_a_later_run()
    {
        await using ChatServer server = await ChatServer.StartAsync((context, _, _) => ChatServer.AnswerAsync(context, Told()), "teacher");

        TraceRow[] first = await RunAsync(), second = await RunAsync();

        Assert.Equal([TraceSource.Derived, TraceSource.Teacher], first.Select(row => row.Source)); // "same" is wrong of the drives
        Assert.Contains("model number: ", first[1].Text, StringComparison.Ordinal);
        Assert.Equal(first, second);
        Assert.Equal(2, server.Requests.Count);

        async Task<TraceRow[]> RunAsync()
        {
            using ChatGenerator generator = await ChatEndpoint.OpenAsync(server.Address, cancellationToken: Cancelled);
            using VerdictCache answers = VerdictCache.Open(folder["answers"]);
            var collector = new TraceCollector(catalog, new TraceTeacher(generator, MatchPrompt.Shipped, answers));
            (IReadOnlyList<TraceRow> rows, TraceReport report) =
                await collector.CollectAsync(Pairs, Nobody, Warn, cancellationToken: Cancelled);
            Assert.Equal(1, report.Refused.Where(one => one.Key.Source == TraceSource.Teacher).Sum(one => one.Value));
            return [.. rows];
        }
    }

    [Theory]
    [InlineData("""{"aspects":[{"aspect":"brand","a":"Zulu","b":"Zulu","relation":"same"}],"verdict":"same"}""", "Invented")]
    [InlineData("""{"aspects":[],"verdict":"same"}""", "Malformed")]
    [InlineData("I think they are the same.", "Malformed")]
    [InlineData("""{"aspects":[{"aspect":"brand","a":"Norvik","b":"Norvik","relation":"same"}],"verdict":"different"}""", "WrongVerdict")]
    public async Task An_answer_of_the_teacher_that_does_not_verify_is_refused_with_its_reason(string answer, string reason)
    {
        using var generator = new ScriptedGenerator((_, _) => answer, AnswerForm.Json);
        var collector = new TraceCollector(catalog, new TraceTeacher(generator, MatchPrompt.Shipped, null));

        (IReadOnlyList<TraceRow> rows, TraceReport report) =
            await collector.CollectAsync([Pairs[1]], Nobody, Warn, cancellationToken: Cancelled);

        Assert.Equal(TraceSource.Derived, Assert.Single(rows).Source);
        Assert.Equal((TraceSource.Teacher, reason), (report.Refused.Single().Key.Source, report.Refused.Single().Key.Reason.ToString()));
    }

    [Fact]
    public async Task A_person_wins_over_label_and_teacher_whatever_the_order_of_their_listings()
    {
        PairEvidence pair = catalog.Pair(2, 3);
        string text = "brand: Norvik | Norvik | same\nproduct line: Alto | over-ear headphones | conflict\nverdict: different";
        var correction = new TraceCorrection(1, "3", "4", MatchVerdict.Different, text);
        using var generator =
            new ScriptedGenerator((_, _) => throw new InvalidOperationException("It must not be asked."), AnswerForm.Json);
        var collector = new TraceCollector(catalog, new TraceTeacher(generator, MatchPrompt.Shipped, null));

        (IReadOnlyList<TraceRow> rows, _) = await collector.CollectAsync(
            [Pairs[1]], new Dictionary<int, TraceCorrection> { [0] = correction }, Warn, cancellationToken: Cancelled);

        TraceRow row = Assert.Single(rows);
        Assert.Equal((TraceSource.Person, MatchVerdict.Different, true), (row.Source, row.Verdict, row.Label));
        Assert.Equal((pair.A.Id, pair.B.Id), (row.A, row.B));
        Assert.Equal(TraceRefusal.None, TraceCheck.Of(row.Text, pair, out _)); // quotes were exchanged with the listings
        Assert.Empty(warned);
    }

    [Fact]
    public async Task A_correction_that_does_not_verify_is_reported_and_the_pair_has_no_trace()
    {
        var collector = new TraceCollector(catalog);

        (IReadOnlyList<TraceRow> rows, TraceReport report) = await collector.CollectAsync(
            Pairs,
            new Dictionary<int, TraceCorrection> { [1] = new(7, "3", "4", MatchVerdict.Same, "brand: Sony | Sony | same\nverdict: same") },
            Warn, cancellationToken: Cancelled);

        Assert.Equal(TraceSource.Derived, Assert.Single(rows).Source);
        Assert.Equal(1, report.Refused[(TraceSource.Person, TraceRefusal.Invented)]);
        Assert.Equal(7, Assert.Single(warned).Item1.Line);
    }

    [Fact]
    public async Task Rows_come_back_from_their_file_as_they_were_written()
    {
        (IReadOnlyList<TraceRow> rows, _) =
            await new TraceCollector(catalog).CollectAsync(Pairs, Nobody, Warn, cancellationToken: Cancelled);

        TraceFile.Write(folder["t.jsonl"], rows);

        Assert.Equal(rows, TraceFile.Read(folder["t.jsonl"], Cancelled));
        Assert.All(rows, row => Assert.Equal(MatchPrompt.Trained.Version, row.Prompt));
    }

    [Fact]
    public void A_bad_file_of_traces_names_every_bad_line()
    {
        string path = folder.Write("t.jsonl", """
            {"a":"1","b":"2","text":"brand: x | x | same\nverdict: same","verdict":"same","source":"derived","label":"same"}
            {"a":"1","b":"2","text":"verdict: same","verdict":"same","source":"derived"}
            {"a":"","b":"2","text":"verdict: same","verdict":"same","source":"derived"}
            {"a":"3","b":"2","text":"verdict: same","verdict":"unsure","source":"derived"}
            {"a":"4","b":"2","text":"verdict: same","verdict":"different","source":"derived"}
            {"a":"5","b":"2","text":"verdict: same","verdict":"same","source":"robot"}
            {"a":"6","b":"2","text":"verdict: same","verdict":"same","source":"person","label":"yes"}
            not json
            """);

        var refused = Assert.Throws<Retrieval.Files.FileFormatException>(() => TraceFile.Read(path, Cancelled));

        Assert.Equal([2, 3, 4, 5, 6, 7, 8], refused.Problems.Select(problem => problem.Line));
        Assert.Contains("line 1 already", refused.Problems[0].Message, StringComparison.Ordinal);
        Assert.Contains("'label' is 'yes'", refused.Problems[5].Message, StringComparison.Ordinal);
        Assert.Throws<Retrieval.Files.FileFormatException>(() => TraceFile.Read(folder["none.jsonl"], Cancelled));
    }

    [Fact]
    public void Corrections_are_read_from_their_own_form_and_from_decisions()
    {
        string path = folder.Write("c.jsonl", """
            {"a":"1","b":"2","verdict":"variant","text":"x"}
            {"a":"3","b":"4","decision":"same","who":"Ada","when":"","note":""}
            """);

        IReadOnlyList<TraceCorrection> read = TraceCorrection.Read(path, Cancelled);

        Assert.Equal([new(1, "1", "2", MatchVerdict.Variant, "x"), new(2, "3", "4", MatchVerdict.Same, null)], read);
    }

    // Of the headphones, in the order of the prompt.
    private string Told()
    {
        PairEvidence pair = catalog.Pair(2, 3);
        (string a, string b) = pair.IsSwapped ? ("WH1000XM4", "WH-1000XM4") : ("WH-1000XM4", "WH1000XM4");
        return AnswerForm.Json.Write([new("model number", a, b, AspectRelation.Same)], MatchVerdict.Same);
    }

    private void Warn(TraceCorrection correction, TraceRefusal refusal)
    {
        lock (warned)
        {
            warned.Add((correction, refusal));
        }
    }
}
