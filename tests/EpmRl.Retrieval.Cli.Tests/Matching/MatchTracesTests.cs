using System.Text.Json;
using EpmRl.Retrieval.Cli.Tests.Files;
using EpmRl.Retrieval.Matching;
using EpmRl.Retrieval.Matching.Tests.Generative;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Cli.Tests.Matching;

public sealed class MatchTracesTests : IDisposable
{
    private readonly ScratchFolder folder = new();

    public MatchTracesTests()
    {
        folder.Write("offers.csv", """
            id,brand,title
            1,Kovara,Kovara PX2 portable SSD 1TB black
            2,KOVARA,"Kovara external SSD PX2, 2 TB, black"
            3,Norvik,Norvik Alto headphones WH-1000XM4 black
            4,Norvik,"Norvik WH1000XM4 Alto over-ear headphones, black"

            """);
        folder.Write("train.csv", "ltable_id,rtable_id,label\n1,2,0\n3,4,1\n");
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Each_labelled_pair_gets_a_trace_that_the_reader_accepts()
    {
        CliResult result = await Cli.RunAsync("match", "traces", "--data", folder.Path, "--out", folder["traces.jsonl"]);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("2 of 2 pairs have a trace that is derived", result.Output, StringComparison.Ordinal);
        IReadOnlyList<TraceRow> rows = TraceFile.Read(folder["traces.jsonl"], TestContext.Current.CancellationToken);
        Assert.Equal([MatchVerdict.Variant, MatchVerdict.Same], rows.Select(row => row.Verdict));
    }

    [Fact]
    public async Task A_teacher_is_asked_once_a_pair_and_people_win()
    {
        string answer = AnswerForm.Json.Write([new("brand", "Norvik", "Norvik", AspectRelation.Same)], MatchVerdict.Same);
        await using ChatServer server = await ChatServer.StartAsync((context, _, _) => ChatServer.AnswerAsync(context, answer), "teacher");
        string corrections = folder.Write("c.jsonl", """
            {"a":"2","b":"1","verdict":"different"}
            {"a":"2","b":"9","verdict":"same"}
            """);
        string[] arguments =
        [
            "match", "traces", "--data", folder.Path, "--out", folder["traces.jsonl"], "--teacher", server.Address.ToString(),
            "--corrections", corrections, "--json",
        ];

        CliResult first = await Cli.RunAsync(arguments), second = await Cli.RunAsync(arguments);

        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        Assert.Contains("c.jsonl:2: no pair of listings has the ids '2' and '9'", first.Error, StringComparison.Ordinal);
        Assert.Single(server.Requests);
        JsonElement kept = JsonElement.Parse(second.Output).GetProperty("kept");
        Assert.Equal((1, 1), (kept.GetProperty("teacher").GetInt32(), kept.GetProperty("person").GetInt32()));
        IReadOnlyList<TraceRow> rows = TraceFile.Read(folder["traces.jsonl"], TestContext.Current.CancellationToken);
        Assert.Equal([(TraceSource.Person, MatchVerdict.Different), (TraceSource.Teacher, MatchVerdict.Same)],
            rows.Select(row => (row.Source, row.Verdict)));
    }

    [Fact]
    public async Task Bad_corrections_are_refused_with_their_lines()
    {
        string corrections = folder.Write("c.jsonl", "{\"a\":\"1\",\"b\":\"2\",\"verdict\":\"maybe\"}\n");

        CliResult result = await Cli.RunAsync(
            "match", "traces", "--data", folder.Path, "--out", folder["traces.jsonl"], "--corrections", corrections);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("c.jsonl:1: 'verdict' is 'maybe', expected same, variant or different", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["traces.jsonl"]));
    }
}
