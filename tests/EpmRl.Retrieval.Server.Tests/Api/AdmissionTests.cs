using System.Net.Sockets;
using System.Text.Json;
using EpmRl.Retrieval.Server.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace EpmRl.Retrieval.Server.Tests.Api;

/// <summary>Requests beyond what the service takes: refused before their bodies, which these tests never send.</summary>
public sealed class AdmissionTests
{
    [Theory]
    [InlineData("/v1/identify", "application/problem+json")]
    [InlineData("/v1/embeddings", "application/json")]
    public async Task A_request_beyond_the_limit_is_refused_before_its_body_is_sent(string path, string type)
    {
        await using ServedSample service = await ServedSample.StartAsync(options => options.Limits.MaxConcurrentRequests = 1);
        using HeldRequest first = await HeldRequest.SendAsync(
            service, "/v1/identify", "application/x-ndjson", "{\"title\":\"Red shirt\"}\n"); // a stream whose next line never comes
        Assert.StartsWith("HTTP/1.1 200", await first.ReadAsync("}\n\r\n"), StringComparison.Ordinal);

        using HeldRequest second = await HeldRequest.SendAsync(service, path, "application/json");
        string refused = await second.ReadAsync();

        Assert.StartsWith("HTTP/1.1 429", refused, StringComparison.Ordinal);
        Assert.Contains("\r\nRetry-After: 1\r\n", refused, StringComparison.Ordinal);
        Assert.Contains($"\r\nContent-Type: {type}", refused, StringComparison.Ordinal);
        Assert.Contains("\r\nX-Request-Id: ", refused, StringComparison.Ordinal);
        JsonElement problem = JsonDocument.Parse(refused[(refused.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]).RootElement;
        JsonElement code = problem.TryGetProperty("error", out JsonElement error) ? error.GetProperty("code") : problem.GetProperty("code");
        Assert.Equal("busy", code.GetString());
        Assert.Equal(System.Net.HttpStatusCode.OK, (await service.Client.GetAsync("/readyz")).StatusCode); // health always passes
    }

    [Fact]
    public async Task A_request_whose_deadline_passes_is_told_so()
    {
        await using ServedSample service = await ServedSample.StartAsync(
            options => options.Limits.RequestTimeout = TimeSpan.FromMilliseconds(100));
        string many = JsonSerializer.Serialize(Enumerable.Range(0, 256)
            .Select(i => new { title = $"Cordless drill {i} with 18 V battery, charger, two bits, a bag and a lamp" }));

        using HttpResponseMessage late = await service.Client.PostAsync(
            "/v1/identify", new StringContent(many, System.Text.Encoding.UTF8, "application/json"));

        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, late.StatusCode);
        JsonElement problem = JsonDocument.Parse(await late.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal("timeout", problem.GetProperty("code").GetString());
        Assert.Contains("deadline", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_of_the_encoder_are_refused_before_their_bodies_while_its_queue_is_nearly_full_and_others_are_not()
    {
        await using ServedSample service = await ServedSample.StartAsync(options =>
            (options.Limits.MaxQueuedTokens, options.Limits.MaxBatchTokens) = (512, 512));
        var engines = service.Services.GetRequiredService<EngineHost>();
        string many = JsonSerializer.Serialize(Enumerable.Range(0, 256)
            .Select(i => new { title = $"Cordless drill {i} with 18 V battery, charger, two bits, a bag and a lamp" }));
        Task<HttpResponseMessage> first = service.Client.PostAsync(
            "/v1/identify", new StringContent(many, System.Text.Encoding.UTF8, "application/json"));
        while (engines.Queue is not { IsNearlyFull: true } && !first.IsCompleted)
        {
            await Task.Delay(1);
        }

        using HeldRequest call = await HeldRequest.SendAsync(service, "/v1/identify", "application/json");
        string refused = await call.ReadAsync();
        using HttpResponseMessage other = await service.Client.GetAsync("/v1/taxonomy");
        using HttpResponseMessage stream = await service.Client.PostAsync(
            "/v1/identify", new StringContent("{\"title\":\"Red shirt\"}\n", System.Text.Encoding.UTF8, "application/x-ndjson"));

        Assert.StartsWith("HTTP/1.1 429", refused, StringComparison.Ordinal);
        Assert.True(other.IsSuccessStatusCode);
        Assert.True(stream.IsSuccessStatusCode); // it waits in the other lane
        Assert.True((await first).IsSuccessStatusCode);
        Assert.True((await service.Client.PostAsync(
            "/v1/identify", new StringContent("{\"title\":\"Red shirt\"}", System.Text.Encoding.UTF8, "application/json")))
            .IsSuccessStatusCode);
    }

    // A request whose head is sent, and of whose body the beginning at most.
    private sealed class HeldRequest(TcpClient client) : IDisposable
    {
        public static async Task<HeldRequest> SendAsync(ServedSample service, string path, string type, string body = "")
        {
            var client = new TcpClient();
            await client.ConnectAsync(service.Client.BaseAddress!.Host, service.Client.BaseAddress.Port);
            await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(
                $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {type}\r\nContent-Length: 1000\r\n\r\n{body}"));
            return new HeldRequest(client);
        }

        /// <summary>What is answered, up to an end.</summary>
        public async Task<string> ReadAsync(string end = "}")
        {
            byte[] buffer = new byte[1 << 16];
            int length = 0;
            using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            do
            {
                int read = await client.GetStream().ReadAsync(buffer.AsMemory(length), late.Token);
                length += read;
                if (read == 0)
                {
                    break;
                }
            }
            while (!Text().EndsWith(end, StringComparison.Ordinal));
            return Text();

            string Text() => System.Text.Encoding.UTF8.GetString(buffer, 0, length);
        }

        public void Dispose() => client.Dispose();
    }
}
