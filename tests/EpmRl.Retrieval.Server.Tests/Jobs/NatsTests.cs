using System.Text.Json;
using EpmRl.Retrieval.Server.Hosting;
using EpmRl.Retrieval.TestKit;
using NATS.Client.Core;

namespace EpmRl.Retrieval.Server.Tests.Jobs;

public sealed class NatsTests
{
    [Fact]
    public async Task A_worker_does_jobs_answers_listings_on_a_subject_and_serves_no_api()
    {
        using var servers = new RealServers();
        using var scratch = new ScratchFolder();
        await using ServedSample server = await ServedSample.StartAsync(Across);
        await using ServedSample worker = await ServedSample.StartAsync(options =>
        {
            Across(options);
            options.Worker = true;
        });

        JsonElement job = await server.Client.EndAsync(
            await server.Client.CreateAsync(JobClient.Form("id,title\n1,Red shirt\n2,\n3,Blue shirt\n", "feed.csv")));
        Assert.Equal((2, 1), (job.GetProperty("results").GetInt32(), job.GetProperty("bad_rows").GetInt32()));
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await worker.Client.GetAsync("/v1/jobs")).StatusCode);
        Assert.Contains("process_", await worker.Client.GetStringAsync("/metrics"), StringComparison.OrdinalIgnoreCase);

        await using var connection = new NatsConnection(new NatsOpts { Url = servers.Nats });
        JsonElement[] answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => AskAsync($$"""{"id":"n{{i}}","title":"Red shirt"}""")));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"n{i}"), answers.Select(answer => answer.GetProperty("listing_id").GetString()));
        foreach (string wrong in new[] { "not json", "7", "{\"id\":\"x\"}", "" })
        {
            Assert.InRange((await AskAsync(wrong)).GetProperty("error").GetProperty("status").GetInt32(), 400, 422);
        }

        void Across(ServerOptions options) =>
            (options.Postgres, options.Nats, options.DataFolder) = (servers.Postgres, servers.Nats, scratch.Path);

        async Task<JsonElement> AskAsync(string listing)
        {
            NatsMsg<byte[]> reply = await connection.RequestAsync<byte[], byte[]>(
                "epmrl.identify.default", System.Text.Encoding.UTF8.GetBytes(listing));
            return JsonDocument.Parse(reply.Data).RootElement;
        }
    }
}
