using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using EpmRl.Retrieval.TestKit;
using EpmRl.Retrieval.TestKit.Qdrant;

namespace EpmRl.Retrieval.Indexing.Qdrant.Tests.Grpc;

/// <summary>
/// Sends every observation to the server and to the emulator and writes both answers, one observation per line. On a real server the file
/// is <c>observations.jsonl</c> in the working folder, or the one that <c>EPMRL_OBSERVATIONS</c> names.
/// </summary>
public sealed class ObservationRecordTests
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task The_server_answers_every_observation_as_the_emulator_does_and_the_answers_are_recorded()
    {
        using var scratch = new ScratchFolder();
        await using TestServer tested =
            await TestServer.StartAnyAsync(new QdrantEmulatorOptions { ApiKey = "all", ReadOnlyApiKey = "read", TimeoutScale = 0.01 });
        LiveAddress at = tested.At;
        await using QdrantEmulator emulator = await QdrantEmulator.StartAsync(
            new QdrantEmulatorOptions { ApiKey = at.Key, ReadOnlyApiKey = at.ReadOnlyKey, TimeoutScale = 0.01, NotesExchanges = false });
        string file = Environment.GetEnvironmentVariable("EPMRL_OBSERVATIONS") is { Length: > 0 } named ? named
            : tested.Emulator is null ? "observations.jsonl" : scratch["observations.jsonl"];

        var lines = new List<JsonObject>();
        await using (ObservedServer server = await ObservedServer.StartAsync(
            at.Rest, at.Grpc, at.Key, at.ReadOnlyKey, $"observed-{Guid.NewGuid():N}-"))
        await using (ObservedServer reference = await ObservedServer.StartAsync(
            emulator.Address, emulator.GrpcAddress, at.Key, at.ReadOnlyKey))
        {
            foreach (Observation observation in Observations.All)
            {
                lines.Add(await LineAsync(observation, server, reference));
            }
        }

        lines.AddRange(Observations.ByHand.Select(entry => new JsonObject { ["id"] = entry.Key, ["not_asked"] = entry.Value }));
        File.WriteAllLines(file, lines.Select(line => line.ToJsonString(Plain)));
        tested.Emulator?.ClearExchanges(); // requests that are wrong on purpose

        Assert.Equal(
            Enumerable.Range(1, 40).Select(i => $"G{i}"),
            lines.Select(line => line["id"]!.GetValue<string>()).Distinct().OrderBy(id => int.Parse(id[1..])));
        string[] unexpected = [.. lines.Where(line => line["equal"]?.GetValue<bool>() == false && line["emulator_differs"] is null)
            .Select(line => line.ToJsonString(Plain))];
        Assert.True(unexpected.Length == 0, $"The emulator answers {unexpected.Length} observations otherwise; all are in "
            + $"{Path.GetFullPath(file)}:\n{string.Join('\n', unexpected)}");
    }

    private static async Task<JsonObject> LineAsync(Observation observation, ObservedServer server, ObservedServer reference)
    {
        var line = new JsonObject { ["id"] = observation.Id, ["asked"] = observation.Asked };
        if (observation.WhyNotAskedOf(server) is { } why)
        {
            line["not_asked"] = why;
            return line;
        }

        var watch = Stopwatch.StartNew();
        string answered = await observation.AnswerAsync(server);
        line["answered"] = answered;
        line["milliseconds"] = (long)watch.Elapsed.TotalMilliseconds;
        string emulated = await observation.AnswerAsync(reference);
        line["emulator"] = emulated;
        line["equal"] = answered == emulated;
        if (observation.EmulatorDiffers is { } reason)
        {
            line["emulator_differs"] = reason;
        }

        return line;
    }
}
