using EpmRl.Retrieval.TestKit;
using EpmRl.Retrieval.TestKit.Qdrant;

namespace EpmRl.Retrieval.Indexing.Qdrant.Tests.Emulator;

/// <summary>Replays the recorded traffic of a real server against the emulator, which measures its fidelity.</summary>
public sealed class TrafficReplayTests(ITestOutputHelper output)
{
    public static TheoryData<string> Files => [.. TrafficFiles.All.Select(file => file.Name)];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task The_emulator_answers_the_recorded_requests_as_the_server_did(string name)
    {
        TrafficFile file = TrafficFiles.All.Single(known => known.Name == name);
        string path = TestPaths.Shared("qdrant", "traffic", $"{name}.jsonl");
        IReadOnlyList<RecordedExchange> recorded = RecordedExchange.ReadFile(path);

        TrafficReplay.Outcome outcome = await TrafficReplay.PlayAsync(file, recorded);

        foreach (string difference in outcome.Differences)
        {
            output.WriteLine(difference);
        }

        output.WriteLine($"{name}: {outcome.Reproduced} of {recorded.Count} reproduced.");
        Assert.Equal(file.Total, recorded.Count);
        Assert.Equal(file.LeftOut.Keys.Order(StringComparer.Ordinal), outcome.Failed.Order(StringComparer.Ordinal));
        Assert.Equal(file.Reproduced, outcome.Reproduced);
    }

    [Fact]
    public void The_table_covers_every_recorded_file()
    {
        IEnumerable<string> recorded =
            Directory.GetFiles(TestPaths.Shared("qdrant", "traffic"), "*.jsonl").Select(file => Path.GetFileNameWithoutExtension(file)!);

        output.WriteLine(
            $"{TrafficFiles.All.Sum(file => file.Reproduced)} of {TrafficFiles.All.Sum(file => file.Total)} exchanges are reproduced.");
        Assert.Equal(recorded.Order(StringComparer.Ordinal), TrafficFiles.All.Select(file => file.Name).Order(StringComparer.Ordinal));
    }
}
