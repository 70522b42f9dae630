using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using EpmRl.Retrieval.Server.Hosting;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Server.Tests.Jobs;

/// <summary>Jobs whose server, workers, broker and database are killed at random: every row is in the result exactly once.</summary>
public sealed class JobKillTests : IDisposable
{
    private const int BadEvery = 97;
    // Few, short and of one small category: the test is of jobs, not of the engine.
    private static readonly string[] Titles = ["White gold ring", "Silver ring, size 54", "Ring with diamond"];

    private readonly ScratchFolder scratch = new();
    private readonly HttpClient client = new() { Timeout = TimeSpan.FromMinutes(2) };
    private readonly int seed = LongRun.Seed();
    private readonly int jobs = LongRun.Count(5, 50), rows = LongRun.Count(2000, 10_000), kills = LongRun.Count(2, 40);

    [Fact]
    public async Task A_server_killed_at_random_leaves_every_row_once_in_the_result()
    {
        var random = new Random(seed);
        ServerOptions options = await OptionsAsync();
        ServiceProcess server = ServiceProcess.Start(options);
        try
        {
            await server.ReadyAsync(client);
            string[] ids = await UploadAsync(server);
            for (int i = 0; i < kills && !await AllEndedAsync(server, ids); i++)
            {
                await Task.Delay(random.Next(200, 1500));
                server.Dispose();
                server = ServiceProcess.Start(options);
                await server.ReadyAsync(client);
            }

            await CheckAsync(server, ids);
        }
        finally
        {
            server.Dispose();
        }
    }

    [Fact]
    public async Task Workers_server_broker_and_database_killed_at_random_leave_every_row_once_in_the_result()
    {
        using var servers = new RealServers();
        var random = new Random(seed);
        ServerOptions options = await OptionsAsync();
        (options.Postgres, options.Nats) = (servers.Postgres, servers.Nats);
        ServiceProcess server = ServiceProcess.Start(options);
        ServiceProcess[] workers = [.. Enumerable.Range(0, 3).Select(_ => StartWorker(options))];
        try
        {
            await server.ReadyAsync(client);
            string[] ids = await UploadAsync(server);
            await workers[0].ReadyAsync(client);
            for (int i = 0; i < kills + 3 && !await AllEndedAsync(server, ids); i++)
            {
                await Task.Delay(random.Next(300, 1500));
                switch (i % 6) // each part at least once, at random moments
                {
                    case 0 or 3:
                        int chosen = random.Next(workers.Length);
                        workers[chosen].Dispose();
                        workers[chosen] = StartWorker(options);
                        break;
                    case 1:
                        servers.RestartNats();
                        break;
                    case 2:
                        servers.RestartPostgres();
                        break;
                    default:
                        server.Dispose();
                        options.Worker = false;
                        server = ServiceProcess.Start(options);
                        await server.ReadyAsync(client);
                        break;
                }
            }

            await CheckAsync(server, ids, () => string.Join("\n--\n", workers.Select(worker => worker.Log)));
        }
        finally
        {
            server.Dispose();
            Array.ForEach(workers, worker => worker.Dispose());
        }
    }

    public void Dispose()
    {
        client.Dispose();
        scratch.Dispose();
    }

    private static ServiceProcess StartWorker(ServerOptions options)
    {
        options.Worker = true;
        try
        {
            return ServiceProcess.Start(options);
        }
        finally
        {
            options.Worker = false;
        }
    }

    private static bool IsBad(int row) => row % BadEvery == BadEvery - 1;

    private async Task<ServerOptions> OptionsAsync() => new()
    {
        DataFolder = Path.Combine(scratch.Path, "data"),
        Model = TestPaths.InProject("models/catalog-l6"),
        Catalogs = { [ServerOptions.DefaultCatalog] = new CatalogOptions { Index = await SampleIndex.FolderAsync() } },
        Jobs = { ChunkRows = 100 },
    };

    private async Task<string[]> UploadAsync(ServiceProcess server)
    {
        var ids = new string[jobs];
        for (int job = 0; job < jobs; job++)
        {
            var lines = new System.Text.StringBuilder("id,category,title\n");
            for (int row = 0; row < rows; row++)
            {
                lines.Append(CultureInfo.InvariantCulture, $"j{job}-r{row},Rings,\"{(IsBad(row) ? "" : Titles[row % Titles.Length])}\"\n");
            }

            using var content = new StringContent(lines.ToString(), System.Text.Encoding.UTF8, "text/csv");
            using HttpResponseMessage response = await client.PostAsync(new Uri(server.Address, $"/v1/jobs?name=feed-{job}.csv"), content);
            string body = await response.Content.ReadAsStringAsync();
            Assert.True(response.IsSuccessStatusCode, $"{body}\n{server.Log}");
            ids[job] = JsonDocument.Parse(body).RootElement.GetProperty("id").GetString()!;
        }

        return ids;
    }

    private async Task<bool> AllEndedAsync(ServiceProcess server, string[] ids)
    {
        JsonElement list;
        try
        {
            list = await client.GetFromJsonAsync<JsonElement>(new Uri(server.Address, $"/v1/jobs?limit={ids.Length}"));
        }
        catch (HttpRequestException)
        {
            return false; // its database is being restarted
        }

        return list.GetProperty("jobs").EnumerateArray()
            .All(job => job.GetProperty("state").GetString() is "completed" or "failed" or "cancelled");
    }

    private async Task CheckAsync(ServiceProcess server, string[] ids, Func<string>? logs = null)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromMinutes(LongRun.Count(3, 120)));
        while (!await AllEndedAsync(server, ids))
        {
            Assert.False(
                late.IsCancellationRequested,
                $"seed {seed}: {await client.GetStringAsync(new Uri(server.Address, "/v1/jobs"))}\n{server.Log}\n{logs?.Invoke()}");
            await Task.Delay(200);
        }

        for (int job = 0; job < ids.Length; job++)
        {
            string state = await client.GetStringAsync(new Uri(server.Address, $"/v1/jobs/{ids[job]}"));
            Assert.True(state.Contains("\"completed\"", StringComparison.Ordinal), $"seed {seed}: {state}\n{server.Log}\n{logs?.Invoke()}");
            string[] found = await LinesAsync(new Uri(server.Address, $"/v1/jobs/{ids[job]}/result"), "listing_id");
            string[] expected = [.. Enumerable.Range(0, rows).Where(row => !IsBad(row)).Select(row => $"j{job}-r{row}")];
            Assert.True(expected.SequenceEqual(found), $"seed {seed}, job {job}: {found.Length} results of {expected.Length}");
            string[] errors = await LinesAsync(new Uri(server.Address, $"/v1/jobs/{ids[job]}/errors"), "file");
            Assert.True(errors.Length == Enumerable.Range(0, rows).Count(IsBad), $"seed {seed}, job {job}: {errors.Length} errors");
        }
    }

    private async Task<string[]> LinesAsync(Uri address, string name)
    {
        string text = await client.GetStringAsync(address);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty(name).GetString()!)];
    }
}
