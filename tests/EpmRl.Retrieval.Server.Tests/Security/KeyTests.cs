using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using EpmRl.Retrieval.Server.Hosting;
using EpmRl.Retrieval.Server.Security;
using EpmRl.Retrieval.Server.Storage;
using EpmRl.Retrieval.Server.Tests.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace EpmRl.Retrieval.Server.Tests.Security;

public sealed class KeyTests(KeyedSample sample) : IClassFixture<KeyedSample>
{
    [Fact]
    public async Task A_key_is_shown_once_and_only_its_hash_is_stored()
    {
        string text = await sample.MakeAsync(new { scope = "read", name = "once" });
        string secret = text.Split('_', 3)[2];

        string listed = (await sample.As("admin").OkAsync("GET", "/v1/keys")).GetRawText();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        byte[] stored = await File.ReadAllBytesAsync(Path.Combine(Path.GetDirectoryName(sample.Sample.Index)!, "data", "service.db"));

        Assert.Matches("^epk_[0-9a-f]{12}_[A-Za-z0-9_-]{43}$", text);
        Assert.Contains("\"once\"", listed, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, listed, StringComparison.Ordinal);
        Assert.True(stored.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(secret)) < 0);
    }

    [Fact]
    public async Task From_the_first_key_on_a_caller_without_one_is_refused_with_a_challenge()
    {
        (int status, JsonElement problem, HttpResponseMessage response) = await sample.As("nobody").SendAsync("GET", "/v1/taxonomy");

        Assert.Equal(401, status);
        Assert.Equal("unauthorized", problem.GetProperty("code").GetString());
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().Scheme);
    }

    [Theory]
    [InlineData("epk_000000000000_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("epk_")]
    [InlineData("sk-something")]
    [InlineData("")]
    public async Task A_wrong_key_is_refused(string key)
    {
        (int status, _, _) = await sample.As("nobody").SendAsync("GET", "/v1/taxonomy", null, ("Authorization", $"Bearer {key}"));

        Assert.Equal(401, status);
    }

    [Fact]
    public async Task The_secret_of_another_key_is_refused()
    {
        string[] read = sample.Keys["read"].Split('_', 3), admin = sample.Keys["admin"].Split('_', 3);

        (int status, _, _) = await sample.As("nobody").SendAsync(
            "GET", "/v1/taxonomy", null, ("Authorization", $"Bearer epk_{admin[1]}_{read[2]}"));

        Assert.Equal(401, status);
    }

    [Fact]
    public async Task A_key_of_another_catalogue_is_refused()
    {
        (int named, JsonElement problem, _) =
            await sample.As("other").SendAsync("GET", "/v1/values/search?q=red", null, ("Epmrl-Catalog", "default"));
        (int own, _, _) = await sample.As("other").SendAsync("GET", "/v1/values/search?q=red");

        Assert.Equal((403, 200), (named, own));
        Assert.Equal("forbidden", problem.GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_key_of_several_catalogues_must_name_one_and_none_is_assumed()
    {
        string key = await sample.MakeAsync(new { scope = "read", catalogs = new[] { "other" } });
        var store = sample.Sample.Service.Services.GetRequiredService<KeyStore>();
        (_, string several) = await store.AddAsync(new NewKey("two", KeyScope.Read, ["other", "third"]), "test", default);

        (int unnamed, JsonElement problem, _) = await sample.As("nobody").SendAsync(
            "GET", "/v1/values/search?q=red", null, ("Authorization", $"Bearer {several}"));
        (int named, _, _) = await sample.As("nobody").SendAsync(
            "GET", "/v1/values/search?q=red", null, ("Authorization", $"Bearer {several}"), ("Epmrl-Catalog", "other"));

        Assert.Equal((422, 200), (unnamed, named));
        Assert.Equal("catalog_required", problem.GetProperty("code").GetString());
        Assert.NotNull(key);
    }

    [Fact]
    public async Task A_key_revoked_by_another_process_is_refused_within_seconds()
    {
        string key = await sample.MakeAsync(new { scope = "read", name = "short-lived" });
        Assert.Equal(200, (await sample.As("nobody").SendAsync("GET", "/v1/taxonomy", null, ("Authorization", $"Bearer {key}"))).Status);
        // Another process has its own store over the same database.
        IServiceProvider services = sample.Sample.Service.Services;
        var elsewhere = ActivatorUtilities.CreateInstance<KeyStore>(services, NullLogger<KeyStore>.Instance);
        Assert.True(await elsewhere.RevokeAsync(key.Split('_')[1], "elsewhere", default));

        int status = 200;
        for (int i = 0; i < 50 && status == 200; i++)
        {
            await Task.Delay(100);
            (status, _, _) = await sample.As("nobody").SendAsync("GET", "/v1/taxonomy", null, ("Authorization", $"Bearer {key}"));
        }

        Assert.Equal(401, status);
    }

    [Fact]
    public async Task A_key_ends_at_its_time()
    {
        (int past, _, _) = await sample.As("admin").SendAsync("POST", "/v1/keys", new { scope = "read", expires = "2020-01-01T00:00:00Z" });
        var key = new ApiKey { Expires = 1_000 };

        Assert.Equal(422, past);
        Assert.True(key.IsActive(DateTimeOffset.FromUnixTimeMilliseconds(999)));
        Assert.False(key.IsActive(DateTimeOffset.FromUnixTimeMilliseconds(1_000)));
    }

    [Fact]
    public async Task A_key_has_its_own_limit_of_requests()
    {
        string key = await sample.MakeAsync(new { scope = "read", name = "slow", requests_per_minute = 3 });

        var statuses = new List<int>();
        HttpResponseMessage? refused = null;
        for (int i = 0; i < 5; i++)
        {
            (int status, _, HttpResponseMessage response) =
                await sample.As("nobody").SendAsync("GET", "/v1/taxonomy", null, ("Authorization", $"Bearer {key}"));
            statuses.Add(status);
            refused = status == 429 ? response : refused;
        }

        Assert.Equal([200, 200, 200, 429, 429], statuses);
        Assert.NotNull(refused!.Headers.RetryAfter);
        Assert.Equal(200, (await sample.As("read").SendAsync("GET", "/v1/taxonomy")).Status);
    }

    [Fact]
    public async Task A_job_is_deleted_with_the_scope_tag_and_the_audit_log_says_by_whom()
    {
        JsonElement job = await sample.As("tag").CreateAsync(JobClient.Form("id,title\n1,Red shirt\n", "feed.csv"));
        string path = $"/v1/jobs/{job.Id()}";
        await sample.As("tag").EndAsync(job);

        (int reader, _, _) = await sample.As("read").SendAsync("DELETE", path);
        (int foreign, _, _) = await sample.As("other").SendAsync("DELETE", path);
        (int tagger, _, _) = await sample.As("tag").SendAsync("DELETE", path);
        JsonElement audit = await sample.As("admin").OkAsync("GET", $"/v1/audit?action=job.delete&target={job.Id()}");

        Assert.Equal((403, 404, 204), (reader, foreign, tagger));
        Assert.Equal("tag key", audit.GetProperty("entries")[0].GetProperty("who").GetString());
    }

    [Fact]
    public async Task An_admin_of_one_catalogue_makes_and_sees_keys_of_that_alone()
    {
        string own = await sample.MakeAsync(new { scope = "admin", name = "tenant", catalogs = new[] { "other" } });
        (string, string) header = ("Authorization", $"Bearer {own}");
        HttpClient client = sample.As("nobody");

        (int all, _, _) = await client.SendAsync("POST", "/v1/keys", new { scope = "read" }, header);
        (int foreign, _, _) = await client.SendAsync("POST", "/v1/keys", new { scope = "read", catalogs = new[] { "default" } }, header);
        (int same, _, _) = await client.SendAsync("POST", "/v1/keys", new { scope = "read", catalogs = new[] { "other" } }, header);
        (int delete, _, _) = await client.SendAsync("DELETE", $"/v1/keys/{sample.Keys["admin"].Split('_')[1]}", null, header);
        (int swap, _, _) = await client.SendAsync("POST", "/v1/engine/swap", new { model = "/tmp" }, header);
        JsonElement list = await client.OkAsync("GET", "/v1/keys", null, header);

        Assert.Equal((403, 403, 201, 404, 403), (all, foreign, same, delete, swap));
        Assert.DoesNotContain("Ann Admin", list.GetProperty("keys").EnumerateArray().Select(key => key.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task Keys_are_never_in_the_log_nor_in_the_audit_log()
    {
        foreach (string name in sample.Keys.Keys)
        {
            await sample.As(name).SendAsync("GET", "/v1/taxonomy");
            await sample.As(name).SendAsync("POST", "/v1/identify", "{\"title\":");
        }

        await SignInAsync(sample.Keys["read"]);
        string audit = (await sample.As("admin").OkAsync("GET", "/v1/audit?limit=1000")).GetRawText();
        string log = string.Join('\n', sample.Logs.Lines);

        Assert.Contains("key.add", audit, StringComparison.Ordinal);
        Assert.True(sample.Logs.Lines.Count > 100, $"{sample.Logs.Lines.Count} lines were captured");
        foreach (string key in sample.Keys.Values)
        {
            string secret = key.Split('_', 3)[2];
            Assert.DoesNotContain(secret, log, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, audit, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Secrets_are_compared_in_constant_time()
    {
        (ApiKey key, string text) = ApiKey.Make("x", KeyScope.Read, [], "test", DateTimeOffset.UnixEpoch);
        Assert.True(ApiKey.TryParse(text, out string id, out string secret));
        string source = File.ReadAllText(TestKit.TestPaths.InProject("src/EpmRl.Retrieval.Server/Security/ApiKey.cs"));

        Assert.Equal(key.Id, id);
        Assert.True(key.Fits(secret));
        Assert.False(key.Fits(secret[..^1] + (secret[^1] == 'A' ? 'B' : 'A')));
        Assert.Contains("CryptographicOperations.FixedTimeEquals", source, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_browser_that_signed_in_has_what_its_key_allows_until_it_is_revoked()
    {
        string key = await sample.MakeAsync(new { scope = "edit", name = "Bea", catalogs = new[] { "default" } });
        string cookie = await SignInAsync(key);
        (string, string)[] own = [("Cookie", cookie), ("Sec-Fetch-Site", "same-origin")];

        (int read, _, _) = await sample.As("nobody").SendAsync("GET", "/v1/taxonomy", null, ("Cookie", cookie));
        (int admin, _, _) = await sample.As("nobody").SendAsync("GET", "/v1/keys", null, ("Cookie", cookie));
        (int same, _, _) = await sample.As("nobody").SendAsync("POST", "/v1/values/search", new { q = "red" }, own);
        (int cross, JsonElement problem, _) = await sample.As("nobody").SendAsync(
            "POST", "/v1/values/search", new { q = "red" }, ("Cookie", cookie), ("Sec-Fetch-Site", "cross-site"));
        (int origin, _, _) = await sample.As("nobody").SendAsync(
            "POST", "/v1/values/search", new { q = "red" }, ("Cookie", cookie), ("Origin", "https://evil.example"));
        (int silent, _, _) = await sample.As("nobody").SendAsync("POST", "/v1/values/search", new { q = "red" }, ("Cookie", cookie));
        await sample.As("admin").SendAsync("DELETE", $"/v1/keys/{key.Split('_')[1]}");
        (int after, _, _) = await sample.As("nobody").SendAsync("GET", "/v1/taxonomy", null, ("Cookie", cookie));

        Assert.Equal((200, 403, 200, 403, 403, 403, 401), (read, admin, same, cross, origin, silent, after));
        Assert.Equal("cross_site", problem.GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_wrong_key_does_not_sign_in_and_pages_lead_to_signing_in()
    {
        using var form = new FormUrlEncodedContent([new("key", "epk_000000000000_x")]);
        using HttpResponseMessage wrong = await sample.As("nobody").PostAsync("/signin", form);
        using var page = new HttpRequestMessage(HttpMethod.Get, "/nothing-here");
        page.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
        (int leave, _, HttpResponseMessage left) = await sample.As("nobody").SendAsync("POST", "/signout");

        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        Assert.False(wrong.Headers.Contains("Set-Cookie"));
        Assert.Equal(204, leave);
        Assert.Contains("epmrl=;", left.Headers.GetValues("Set-Cookie").Single(), StringComparison.Ordinal);
    }

    private async Task<string> SignInAsync(string key)
    {
        using var form = new FormUrlEncodedContent([new("key", key), new("return", "/values")]);
        using HttpResponseMessage entered = await sample.As("nobody").PostAsync("/signin", form);
        Assert.Equal(HttpStatusCode.NoContent, entered.StatusCode);
        string set = entered.Headers.GetValues("Set-Cookie").Single();
        Assert.Contains("httponly", set, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", set, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(key.Split('_', 3)[2], set, StringComparison.Ordinal);
        return set.Split(';')[0];
    }
}
