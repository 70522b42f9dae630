using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;
using EpmRl.Retrieval.TestKit.Qdrant;

namespace EpmRl.Retrieval.Indexing.Qdrant.Tests;

/// <summary>
/// The traffic of an index's entire life, as a tracked file in the form of the recorded traffic: a change in it is a change that a server
/// will see, and it can be replayed against a real server. <c>EPMRL_WRITE_FIXTURES=1</c> writes the file again.
/// </summary>
public sealed class LifeTranscriptTests
{
    private static readonly string File = Path.Combine(AppContext.BaseDirectory, "fixtures", "qdrant", "life.jsonl");

    // What differs from run to run or from processor to processor: times, sizes and hashes of snapshots, the last digits of scores.
    private static readonly HashSet<string> Volatile =
        new(StringComparer.Ordinal) { "time", "size", "checksum", "creation_time", "etag", "last-modified" };

    [Fact]
    public async Task The_traffic_of_an_indexs_life_equals_the_recorded_one()
    {
        var clock = new ManualClock(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        await using TestServer server =
            await TestServer.StartAsync(new QdrantEmulatorOptions { Time = clock, ApiKey = "key", ReadOnlyApiKey = "reading" });

        IReadOnlyList<RecordedExchange> lived = await LiveAsync(server, clock, alias: "life");

        if (Environment.GetEnvironmentVariable("EPMRL_WRITE_FIXTURES") == "1")
        {
            System.IO.File.WriteAllLines(File, lived.Select(exchange => exchange.ToLine()));
            System.IO.File.Copy(File, TestPaths.InProject("tests", "fixtures", "qdrant", "life.jsonl"), overwrite: true);
        }

        IReadOnlyList<RecordedExchange> stored = RecordedExchange.ReadFile(File);
        for (int i = 0; i < Math.Min(stored.Count, lived.Count); i++)
        {
            Assert.Equal((stored[i].Name, Canonical(stored[i])), (lived[i].Name, Canonical(lived[i])));
        }

        Assert.Equal(stored.Count, lived.Count);
    }

    [Fact]
    public async Task The_recorded_life_passes_on_any_server()
    {
        await using TestServer server =
            await TestServer.StartAnyAsync(new QdrantEmulatorOptions { ApiKey = "key", ReadOnlyApiKey = "reading" });

        await LiveAsync(server, new ManualClock(DateTimeOffset.UtcNow), alias: null);
    }

    // Checks every step, and records what the emulator received.
    private static async Task<IReadOnlyList<RecordedExchange>> LiveAsync(TestServer server, ManualClock clock, string? alias)
    {
        await using var index = new ServedIndex(server, alias);
        index.Options = index.Options with { BatchPoints = 8 };
        using var target = new QdrantTarget(index.Options);
        var encoder = new HashingEncoder(dimension: 8);
        float[] item = encoder.Encode("shirts with color being navy");
        var life = new List<RecordedExchange>();

        EmbeddedVectorIndex first = await index.BuildAsync(Shirts("Navy"), encoder, time: clock);
        await PublishAsync("first", first);
        await AskAsync("first-asked");

        clock.Advance(TimeSpan.FromMinutes(1));
        EmbeddedVectorIndex second = await index.BuildAsync(Shirts("Navy blue"), encoder, time: clock);
        await PublishAsync("edited", second);
        await AskAsync("edited-asked");

        await Step("rolled-back", "Rolling back is the same step as a swap.", async () => await target.SwapAsync(first.Manifest.Version));
        await AskAsync("rolled-back-asked");
        await Step("snapshot", "A snapshot, downloaded and removed.", async () =>
        {
            using var backup = new QdrantBackup(index.Options);
            await backup.CreateAsync(index.Scratch["backup"]);
        });
        await Step(
            "pruned", "The version that readers do not see is dropped.", async () => await target.RemoveAsync(second.Manifest.Version));
        await Step("listed", "What is left.", async () => Assert.Equal([first.Manifest.Version], await target.VersionsAsync()));
        return life;

        async Task PublishAsync(string name, EmbeddedVectorIndex version)
        {
            await Step(
                name + "-loaded", "A collection, its payload indexes, the points, ready.", async () => await target.LoadAsync(version));
            await Step(name + "-verified", "Counts, points and searches are the embedded "
                + "version's.", async () => Assert.Empty(await target.VerifyAsync(version)));
            await Step(name + "-swapped", "The alias moves in one action.", async () => await target.SwapAsync(version.Manifest.Version));
        }

        Task AskAsync(string name) => Step(name, "A reader: version, alias, schema, then one request an answer.", async () =>
        {
            using QdrantVectorIndex opened = await QdrantVectorIndex.OpenAsync(index.Options);
            Assert.Equal("color", (await opened.ScoreAsync(item, "shirts", 2))[0].AttributeId);
            Assert.NotEmpty(await opened.SearchAsync(item, ValueFilter.None, 3));
            Assert.NotEmpty(await opened.SearchAsync(item, new ValueFilter("shirts"), 3));
            Assert.NotEmpty(await opened.SearchAsync(item, new ValueFilter(null, "size"), 2));
            Assert.NotEmpty(await opened.SearchAsync(item, new ValueFilter("coats", "color"), 2));
            Assert.Equal(2, (await opened.ScoreCategoriesAsync(item, 2)).Count);
        });

        async Task Step(string name, string note, Func<Task> work)
        {
            int before = server.Emulator?.Exchanges.Count ?? 0;
            await work();
            RecordedExchange[] sent = [.. server.Emulator?.Exchanges.Skip(before) ?? []];
            life.AddRange(sent.Select((exchange, i) => exchange with
            {
                Name = string.Create(CultureInfo.InvariantCulture, $"{name}-{i + 1:00}"),
                Note = i == 0 ? note : null,
            }));
        }
    }

    private static ProductTaxonomy Shirts(string navy)
    {
        var color = new AttributeDefinition
        {
            Id = "color",
            Name = "Color",
            Values = [new() { Id = "navy", Label = navy }, new() { Id = "red", Label = "Red", Description = "red of any shade" }, new()
            {
                Id = "old",
                Label = "Old",
                Status = ValueStatus.Deprecated,
            }],
        };
        var size = new AttributeDefinition
        {
            Id = "size",
            Name = "Size",
            Values = [new() { Id = "s", Label = "S" }, new() { Id = "m", Label = "M" }],
        };
        return new ProductTaxonomy(
            "wardrobe",
            navy,
            [
                new Category { Id = "shirts", Name = "Shirts", Path = "Shirts", Attributes = [color, size] },
                new Category { Id = "coats", Name = "Coats", Path = "Coats", Description = "Warm clothes", Attributes = [color] },
            ],
            [color, size]);
    }

    private static string Canonical(RecordedExchange exchange)
    {
        var whole = new JsonArray(
            exchange.Request.Method, exchange.Request.Path, exchange.Request.Headers.DeepClone(), exchange.Request.Body?.DeepClone(),
            exchange.Response.Status, exchange.Response.Headers.DeepClone(), exchange.Response.Body?.DeepClone());
        return Canonical(whole);
    }

    private static string Canonical(JsonNode? node) => node switch
    {
        JsonObject members => "{" + string.Join(',', members
            .Where(member => !Volatile.Contains(member.Key) || member.Value is JsonValue { } value && member.Key == "size"
                && value.GetValueKind() == JsonValueKind.Number && double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture) < 1000)
            .OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => $"\"{member.Key}\":{Canonical(member.Value)}")) + "}",
        JsonArray list => "[" + string.Join(',', list.Select(Canonical)) + "]",
        JsonValue value when value.GetValueKind() == JsonValueKind.Number =>
            (Math.Round(double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture), 4) + 0.0)
                .ToString("0.####", CultureInfo.InvariantCulture),
        JsonValue value when value.GetValueKind() == JsonValueKind.String
            && value.GetValue<string>().StartsWith("<binary", StringComparison.Ordinal) => "\"<binary>\"",
        _ => node?.ToJsonString() ?? "null",
    };
}
