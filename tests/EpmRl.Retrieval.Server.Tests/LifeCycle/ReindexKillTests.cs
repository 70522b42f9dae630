using System.Net.Http.Json;
using System.Text.Json;
using EpmRl.Retrieval.Server.Hosting;
using EpmRl.Retrieval.Server.Tests.Jobs;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Server.Tests.LifeCycle;

/// <summary>A service that is killed while it reindexes: the next start resumes, and serves the published taxonomy in the end.</summary>
public sealed class ReindexKillTests : IDisposable
{
    private const int Added = 64; // values a round, so that a run takes long enough to be killed in its middle

    private readonly ScratchFolder scratch = new();
    private readonly HttpClient client = new() { Timeout = TimeSpan.FromMinutes(2) };
    private readonly int seed = LongRun.Seed();
    private readonly int kills = LongRun.Count(2, 20);

    [Fact]
    public async Task A_reindex_killed_at_random_is_resumed_by_the_next_start()
    {
        var random = new Random(seed);
        string taxonomy = scratch["taxonomy/sample"], index = scratch["index"];
        EditableSample.CopyFolder(TestPaths.InProject("taxonomy/sample"), taxonomy);
        EditableSample.CopyFolder(TestPaths.InProject("taxonomy/packs"), scratch["taxonomy/packs"]);
        EditableSample.CopyFolder(await SampleIndex.FolderAsync(), index);
        var options = new ServerOptions
        {
            DataFolder = scratch["data"],
            Model = TestPaths.InProject("models/catalog-l6"),
            Catalogs = { [ServerOptions.DefaultCatalog] = new CatalogOptions { Index = index, Taxonomy = taxonomy } },
        };
        string? published = null;
        for (int kill = 0; kill < kills; kill++)
        {
            using ServiceProcess service = ServiceProcess.Start(options);
            await ResumedAsync(service, published);
            await CallAsync(service, HttpMethod.Patch, "/v1/taxonomy", new
            {
                edits = Enumerable.Range(0, Added)
                    .Select(i => new { edit = "add-value", value = $"color/shade-{kill}-{i}", label = $"Shade {kill} {i}" }),
                why = "killed",
            });
            await CallAsync(service, HttpMethod.Post, "/v1/taxonomy/publish", new { why = "killed" });
            published = (await CallAsync(service, HttpMethod.Get, "/v1/taxonomy")).GetProperty("published").GetString();
            await CallAsync(service, HttpMethod.Post, "/v1/reindex");
            await Task.Delay(random.Next(0, 600));
        }

        using ServiceProcess last = ServiceProcess.Start(options);
        await ResumedAsync(last, published);
    }

    public void Dispose()
    {
        client.Dispose();
        scratch.Dispose();
    }

    // Nobody asks for the run again: the service does it by itself.
    private async Task ResumedAsync(ServiceProcess service, string? published)
    {
        await service.ReadyAsync(client);
        if (published is null)
        {
            return;
        }

        string state = "";
        for (int i = 0; i < 600; i++)
        {
            JsonElement taxonomy = await CallAsync(service, HttpMethod.Get, "/v1/taxonomy");
            JsonElement reindex = await CallAsync(service, HttpMethod.Get, "/v1/reindex");
            if (taxonomy.GetProperty("served").GetString() == published && !reindex.GetProperty("running").GetBoolean())
            {
                Assert.False(File.Exists(Path.Combine(scratch["data"], "reindex-default")), $"seed {seed}: the mark of the run is left");
                return;
            }

            state = $"{taxonomy} {reindex}";
            await Task.Delay(50);
        }

        Assert.Fail($"seed {seed}: {published} is not served: {state}\n{service.Log}");
    }

    private async Task<JsonElement> CallAsync(ServiceProcess service, HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(service.Address, path))
        {
            Content = body is null ? null : JsonContent.Create(body), Headers = { { "If-Match", "*" } },
        };
        using HttpResponseMessage response = await client.SendAsync(request);
        string answer = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"seed {seed}: {method} {path}: {answer}\n{service.Log}");
        return JsonDocument.Parse(answer).RootElement;
    }
}
