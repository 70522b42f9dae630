using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using EpmRl.Retrieval.Server.Hosting;
using EpmRl.Retrieval.Server.Jobs;
using EpmRl.Retrieval.Server.Storage;
using EpmRl.Retrieval.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EpmRl.Retrieval.Server.Tests.Jobs;

/// <summary>How jobs end: webhooks, faulty chunks, inputs that change, files that grow old.</summary>
public sealed class JobEndingTests
{
    private const string Secret = "a secret of enough characters", Feed = "id,title\n1,Red shirt\n2,Blue shirt\n";

    [Fact]
    public async Task A_webhook_is_signed_tried_again_and_never_redirected()
    {
        var calls = new ConcurrentQueue<(string Path, string Signature, byte[] Body)>();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using WebApplication receiver = builder.Build();
        receiver.Map("/{path}", async (string path, HttpContext context) =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            calls.Enqueue((path, context.Request.Headers[JobWebhooks.SignatureHeader].ToString(), body.ToArray()));
            return calls.Count == 1 ? Results.Redirect("/elsewhere") : Results.Ok();
        });
        int port = ServiceProcess.FreePort();
        await receiver.StartAsync(port);
        await using ServedSample service = await ServedSample.StartAsync(options =>
        {
            options.Jobs.WebhookHosts.Add($"127.0.0.1:{port}");
            options.Jobs.WebhookSecret = Secret;
        });

        await service.Client.PostAsync("/v1/jobs", JobClient.Form(Feed, "feed.csv", ("webhook", $"http://127.0.0.1:{port - 1}/hook")))
            .ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
        JsonElement job = await service.Client.EndAsync(
            await service.Client.CreateAsync(JobClient.Form(Feed, "feed.csv", ("webhook", $"http://127.0.0.1:{port}/hook"))));
        for (int i = 0; i < 150 && calls.Count < 2; i++)
        {
            await Task.Delay(100);
        }

        Assert.Equal(["hook", "hook"], calls.Select(call => call.Path));
        (_, string signature, byte[] content) = calls.Last();
        long seconds = long.Parse(signature.Split(',')[0][2..], System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(JobWebhooks.Sign(Secret, seconds, content), signature);
        JsonElement told = JsonDocument.Parse(content).RootElement;
        Assert.Equal("job.completed", told.GetProperty("event").GetString());
        Assert.Equal(job.Id(), told.GetProperty("job").GetProperty("id").GetString());
        Assert.Equal(2, told.GetProperty("job").GetProperty("results").GetInt32());
    }

    [Fact]
    public async Task A_chunk_that_was_begun_too_often_fails_its_job_by_name_and_can_be_resumed()
    {
        await using ServedSample service = await ServedSample.StartAsync(options => options.Jobs.ChunkRows = 1);
        JsonElement job = await PausedAsync(service, () => JobClient.Form(Feed, "feed.csv"));
        await using (ServerDatabase database = await OpenAsync(service))
        {
            await database.Set<ChunkRow>().Where(chunk => chunk.JobId == job.Id()).ExecuteDeleteAsync();
            Directory.Delete(Path.Combine(service.Folder, "data", "jobs", job.Id(), "chunks"), recursive: true);
            Directory.CreateDirectory(Path.Combine(service.Folder, "data", "jobs", job.Id(), "chunks"));
            database.Add(new ChunkRow { JobId = job.Id(), Number = 1, Attempts = ChunkWorker.MaxAttempts });
            await database.SaveChangesAsync();
        }

        await PostAsync(service, job, "resume");
        JsonElement failed = await service.Client.EndAsync(job, "failed");
        Assert.StartsWith("Chunk 1 (rows 2 to 2)", failed.GetProperty("error").GetString(), StringComparison.Ordinal);

        await PostAsync(service, job, "resume");
        await service.Client.EndAsync(job);
        Assert.Equal(2, (await service.Client.LinesAsync(job)).Length);
    }

    [Fact]
    public async Task An_input_that_changes_under_a_job_fails_it()
    {
        using var inputs = new ScratchFolder();
        string path = inputs.Write("feed.csv", Feed);
        await using ServedSample service = await ServedSample.StartAsync(options => options.Jobs.InputFolders.Add(inputs.Path));
        JsonElement job = await PausedAsync(service, () => new StringContent(
            JsonSerializer.Serialize(new { path }), System.Text.Encoding.UTF8, "application/json"));
        await using (ServerDatabase database = await OpenAsync(service))
        {
            await database.Set<ChunkRow>().ExecuteDeleteAsync();
            string chunks = Path.Combine(service.Folder, "data", "jobs", job.Id(), "chunks");
            Directory.Delete(chunks, recursive: true);
            Directory.CreateDirectory(chunks);
        }

        inputs.Write("feed.csv", "id,title\n1,Something else altogether\n");
        await PostAsync(service, job, "resume");

        JsonElement failed = await service.Client.EndAsync(job, "failed");
        Assert.Contains("was changed", failed.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Old_files_are_deleted_and_the_job_says_so()
    {
        await using ServedSample service = await ServedSample.StartAsync();
        JsonElement job = await service.Client.EndAsync(await service.Client.CreateAsync(JobClient.Form(Feed, "feed.csv")));
        var options = service.Services.GetRequiredService<ServerOptions>();
        var retention = service.Services.GetRequiredService<JobRetention>();

        await retention.DeleteAsync(default);
        Assert.NotEmpty(await service.Client.LinesAsync(job));
        options.Jobs.Retention = TimeSpan.Zero;
        await Task.Delay(5);
        await retention.DeleteAsync(default);

        Assert.False(Directory.Exists(Path.Combine(service.Folder, "data", "jobs", job.Id())));
        await service.Client.GetAsync($"/v1/jobs/{job.Id()}/result").ProblemAsync(HttpStatusCode.Gone, "gone");
        Assert.Equal("completed", JsonDocument.Parse(await service.Client.GetStringAsync($"/v1/jobs/{job.Id()}")).RootElement.State());
    }

    // The job is paused when it is counted, or done but for its result; each test then sets what it needs. A job that is completed before
    // it can be paused is made again.
    private static async Task<JsonElement> PausedAsync(ServedSample service, Func<HttpContent> content)
    {
        JsonElement job;
        HttpStatusCode status;
        do
        {
            job = await service.Client.CreateAsync(content());
            using HttpResponseMessage paused = await service.Client.PostAsync($"/v1/jobs/{job.Id()}/pause", null);
            status = paused.StatusCode;
        }
        while (status == HttpStatusCode.Conflict);
        Assert.Equal(HttpStatusCode.OK, status);
        await Task.Delay(500); // what was handed out is begun, or left alone
        await using ServerDatabase database = await OpenAsync(service);
        while (await database.Set<ChunkRow>().AnyAsync(chunk => chunk.JobId == job.Id() && chunk.Attempts > 0 && chunk.Done == null))
        {
            await Task.Delay(50); // what was begun ends
        }

        await database.Set<JobRow>().Where(row => row.Id == job.Id())
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Rows, (long?)null));
        return job;
    }

    private static async Task PostAsync(ServedSample service, JsonElement job, string verb)
    {
        using HttpResponseMessage response = await service.Client.PostAsync($"/v1/jobs/{job.Id()}/{verb}", null);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    private static Task<ServerDatabase> OpenAsync(ServedSample service) =>
        service.Services.GetRequiredService<IDbContextFactory<ServerDatabase>>().CreateDbContextAsync();
}

internal static class LoopbackApplication
{
    public static Task StartAsync(this WebApplication app, int port)
    {
        app.Urls.Add($"http://127.0.0.1:{port}");
        return app.StartAsync();
    }
}
