using System.Collections.Concurrent;
using System.Text.Json;
using EpmRl.Retrieval.Server.Http;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Server.Tests.LifeCycle;

public sealed class SwapUnderLoadTests
{
    private const string Listings = """
        [{"id":"a","title":"Red cotton t-shirt, size M"},{"id":"b","title":"18V cordless drill, 2 batteries"}]
        """;

    [Fact]
    public async Task Publishing_reindexing_rolling_back_and_swapping_fail_no_request_and_mix_no_versions()
    {
        await using var sample = new EditableSample();
        await sample.InitializeAsync();
        string otherModel = sample.Service.Folder + "/model";
        EditableSample.CopyFolder(TestPaths.InProject("models/catalog-l6"), otherModel);
        using var stop = new CancellationTokenSource();
        var versions = new ConcurrentDictionary<string, int>();
        Task<int>[] callers = [.. Enumerable.Range(0, 3).Select(_ => CallAsync())];

        await sample.Client.OkAsync(
            "PATCH", "/v1/taxonomy", new { edits = new[] { new { edit = "add-value", value = "color/zaffre", label = "Zaffre" } },
                why = "x" },
            ("If-Match", "*"));
        await sample.Client.OkAsync("POST", "/v1/taxonomy/publish", new { reindex = true });
        await sample.ReindexedAsync();
        await SeenAsync(2);
        await sample.Client.OkAsync("POST", "/v1/index/rollback");
        await sample.Client.OkAsync("POST", "/v1/engine/swap", new { model = otherModel });
        (int refused, JsonElement problem, _) = await sample.Client.SendAsync("POST", "/v1/engine/swap", new { model = sample.Taxonomy });
        int before = versions.Values.Sum();
        while (versions.Values.Sum() < before + 5)
        {
            await Task.Delay(20);
        }

        await stop.CancelAsync();
        int answered = (await Task.WhenAll(callers)).Sum();

        Assert.Equal(422, refused);
        Assert.Contains("are served", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(2, versions.Count);
        Assert.True(answered > 10, $"{answered} answers");
        JsonElement audit = await sample.Client.OkAsync("GET", "/v1/audit");
        string[] actions = [.. audit.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("action").GetString()!)];
        Assert.Equal(["engine.swap", "index.rollback", "index.reindex", "taxonomy.publish", "taxonomy.edit"], actions);

        async Task<int> CallAsync()
        {
            int count = 0;
            while (!stop.IsCancellationRequested)
            {
                JsonElement answer = await sample.Client.OkAsync("POST", "/v1/identify", Listings);
                string[] named = [.. answer.GetProperty("results").EnumerateArray()
                    .Select(result => result.GetProperty("taxonomy_version").GetString()!).Distinct()];
                versions.AddOrUpdate(Assert.Single(named), 1, (_, seen) => seen + 1);
                count++;
            }

            return count;
        }

        async Task SeenAsync(int count)
        {
            for (int i = 0; i < 500 && versions.Count < count; i++)
            {
                await Task.Delay(20);
            }
        }
    }

    [Fact]
    public async Task A_reindex_that_the_service_interrupted_resumes_at_the_next_start()
    {
        await using var sample = new EditableSample();
        await sample.InitializeAsync();
        await sample.Client.OkAsync("POST", "/v1/taxonomy/publish", new { why = "first" });
        await sample.Service.DisposeAsync();
        // What a kill leaves: the mark of a run that was asked for.
        await File.WriteAllTextAsync(Path.Combine(Path.GetDirectoryName(sample.Index)!, "data", "reindex-default"), "anna");

        await sample.StartAsync();
        JsonElement report = default;
        for (int i = 0; i < 300 && (report.ValueKind == JsonValueKind.Undefined
            || report.GetProperty("last").ValueKind == JsonValueKind.Null); i++)
        {
            report = await sample.Client.OkAsync("GET", "/v1/reindex");
            await Task.Delay(50);
        }

        Assert.Equal(("completed", "anna"), (report.GetProperty("last").GetProperty("end").GetString(),
            report.GetProperty("last").GetProperty("by").GetString()));
        Assert.False(File.Exists(Path.Combine(Path.GetDirectoryName(sample.Index)!, "data", "reindex-default")));
    }
}
