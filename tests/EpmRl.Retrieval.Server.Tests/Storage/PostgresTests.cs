using System.Text.Json;
using EpmRl.Retrieval.Server.Security;
using EpmRl.Retrieval.Server.Tests.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace EpmRl.Retrieval.Server.Tests.Storage;

/// <summary>Keys, decisions and the review queue in PostgreSQL, whose tables the same migrations make as SQLite's.</summary>
public sealed class PostgresTests
{
    [Fact]
    public async Task Keys_decisions_and_the_review_queue_are_kept_by_PostgreSQL_across_a_restart()
    {
        using var servers = new RealServers();
        string admin, reader, readerId;
        string[] waiting;
        await using (ServedSample service = await ServedSample.StartAsync(options => options.Postgres = servers.Postgres))
        {
            (admin, _) = await MakeAsync(service.Client, "admin", null);
            (reader, readerId) = await MakeAsync(service.Client, "read", admin);
            string rows = await File.ReadAllTextAsync(TestKit.TestPaths.InProject("samples/products.jsonl"));
            string body = $"[{string.Join(',', rows.Split('\n', StringSplitOptions.RemoveEmptyEntries).Take(40))}]";
            await service.Client.OkAsync("POST", "/v1/identify?review=true", body, By(admin));
            await service.Client.OkAsync("POST", "/v1/decisions", """
                {"decisions":[{"listing_id":"kept","attribute_id":"color","action":"correct","values":["blue"]}]}
                """, By(admin));
            waiting = await WaitingAsync(service.Client, admin);
        }

        await using ServedSample again = await ServedSample.StartAsync(options => options.Postgres = servers.Postgres);

        Assert.NotEmpty(waiting);
        Assert.Equal(waiting, await WaitingAsync(again.Client, reader));
        JsonElement identified = await again.Client.OkAsync(
            "POST", "/v1/identify", new { id = "kept", title = "Hallmere red cotton t-shirt, size M" }, By(admin));
        JsonElement color = identified.GetProperty("attributes").EnumerateArray()
            .Single(answer => answer.GetProperty("attribute_id").GetString() == "color");
        Assert.Equal("blue", color.GetProperty("values")[0].GetProperty("id").GetString());
        Assert.Equal(204, (await again.Client.SendAsync("DELETE", $"/v1/keys/{readerId}", null, By(admin))).Status);
        Assert.Equal(401, (await again.Client.SendAsync("GET", "/v1/decisions", null, By(reader))).Status);
        var store = again.Services.GetRequiredService<KeyStore>();
        Assert.Equal([false, true], (await store.ListAsync(default)).Select(key => key.Revoked is not null));
        JsonElement audit = await again.Client.OkAsync("GET", "/v1/audit?action=key.revoke", null, By(admin));
        Assert.Equal(readerId, audit.GetProperty("entries")[0].GetProperty("target").GetString());

        static (string, string) By(string key) => ("Authorization", $"Bearer {key}");

        static async Task<(string Key, string Id)> MakeAsync(HttpClient client, string scope, string? by)
        {
            JsonElement made = await client.OkAsync("POST", "/v1/keys", new { scope, name = scope }, by is null ? [] : [By(by)]);
            string key = made.GetProperty("key").GetString()!;
            return (key, key.Split('_')[1]);
        }

        static async Task<string[]> WaitingAsync(HttpClient client, string key) =>
        [
            .. (await client.OkAsync("GET", "/v1/review/queue?limit=1000", null, By(key))).GetProperty("items").EnumerateArray()
                .Select(item => item.GetProperty("id").GetString()!),
        ];
    }
}
