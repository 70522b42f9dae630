using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Cli.Tests.Commands;

/// <summary><c>serve keys</c>, <c>serve backup</c> and <c>serve restore</c>, alone and beside a service that runs.</summary>
[Collection(nameof(SampleIndex))]
public sealed class ServeCommandTests(SampleIndex index) : IDisposable
{
    private readonly ScratchFolder scratch = new();

    private string Data => scratch["data"];

    [Fact]
    public async Task A_key_is_printed_once_stored_as_a_hash_listed_and_revoked()
    {
        CliResult added = await Cli.RunAsync(
            "serve", "keys", "add", "--scope", "tag", "--name", "shop", "--catalog", "default", "--expires", "90d", "--data", Data);
        Assert.True(added.ExitCode == ExitCodes.Ok, added.Error);
        string key = added.Output.TrimEnd();
        Assert.Matches("^epk_[0-9a-f]{12}_[A-Za-z0-9_-]{43}$", key);
        string id = key[4..16], secret = key[17..];

        CliResult list = await Cli.RunAsync("serve", "keys", "list", "--data", Data);
        CliResult json = await Cli.RunAsync("serve", "keys", "list", "--data", Data, "--json");
        CliResult revoked = await Cli.RunAsync("serve", "keys", "revoke", key, "--data", Data); // the key itself serves as its name
        CliResult after = await Cli.RunAsync("serve", "keys", "list", "--data", Data);
        CliResult again = await Cli.RunAsync("serve", "keys", "revoke", id, "--data", Data);

        Assert.StartsWith($"{id}  tag    shop  default  made ", list.Output, StringComparison.Ordinal);
        Assert.EndsWith("never used\n", list.Output, StringComparison.Ordinal);
        JsonElement listed = JsonDocument.Parse(json.Output).RootElement[0];
        Assert.Equal((id, "tag"), (listed.GetProperty("id").GetString(), listed.GetProperty("scope").GetString()));
        Assert.Equal(ExitCodes.Ok, revoked.ExitCode);
        Assert.Contains("revoked", after.Output, StringComparison.Ordinal);
        Assert.NotEqual(ExitCodes.Ok, again.ExitCode);
        Assert.Contains($"There is no active key '{id}'", again.Error, StringComparison.Ordinal);
        string[] texts = [added.Error, list.Output, json.Output, revoked.Output, revoked.Error, after.Output, .. Stored()];
        Assert.All(texts, text => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
        Assert.Contains(Stored(), text => text.Contains(id, StringComparison.Ordinal)); // the files are the ones that hold the key
    }

    [Theory]
    [InlineData("--scope", "root", "root")]
    [InlineData("--expires", "soon", "--expires is 'soon'")]
    [InlineData("--expires", "2020-01-01", "has passed")]
    [InlineData("--catalog", "a b", "'a b' is not the name of a catalogue")]
    [InlineData("--requests-per-minute", "0", "expected 1 or more")]
    public async Task A_wrong_setting_of_a_key_is_refused_by_name(string option, string value, string message)
    {
        string[] scope = option == "--scope" ? [] : ["--scope", "read"];
        CliResult refused = await Cli.RunAsync(["serve", "keys", "add", .. scope, option, value, "--data", Data]);

        Assert.NotEqual(ExitCodes.Ok, refused.ExitCode);
        Assert.Contains(message, refused.Error, StringComparison.Ordinal);
        Assert.Empty(refused.Output);
    }

    [Fact]
    public async Task A_running_service_sees_keys_of_the_command_and_its_backup_is_restored_into_an_empty_folder_alone()
    {
        int port = FreePort();
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        using EpmrlProcess service = EpmrlProcess.Start(
            scratch.Path, "serve", "--index", index.Path, "--model", SampleIndex.Model, "--data", Data, "--urls",
            $"http://127.0.0.1:{port}");
        await UntilAsync("/readyz", HttpStatusCode.OK);
        await UntilAsync("/v1/jobs", HttpStatusCode.OK); // without any key this machine may do everything

        string key = (await OkAsync("serve", "keys", "add", "--scope", "admin", "--data", Data)).Output.TrimEnd();
        await UntilAsync("/v1/jobs", HttpStatusCode.Unauthorized);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        await UntilAsync("/v1/jobs", HttpStatusCode.OK);
        using var feed = new StringContent("id,title\n1,Red shirt\n2,Blue shirt\n", System.Text.Encoding.UTF8, "text/csv");
        using HttpResponseMessage made = await client.PostAsync("/v1/jobs?name=feed.csv", feed);
        string job = JsonDocument.Parse(await made.Content.ReadAsStringAsync()).RootElement.GetProperty("id").GetString()!;
        await UntilAsync($"/v1/jobs/{job}/result", HttpStatusCode.OK);

        string archive = scratch["monday.tar.gz"];
        CliResult backup = await OkAsync("serve", "backup", "--data", Data, "--out", archive);
        await OkAsync("serve", "keys", "revoke", key, "--data", Data);
        await UntilAsync("/v1/jobs", HttpStatusCode.Unauthorized);
        service.Interrupt();
        Assert.Equal(ExitCodes.Ok, (await service.WaitAsync()).ExitCode);

        CliResult onto = await Cli.RunAsync("serve", "restore", "--input", archive, "--data", Data);
        CliResult restored = await OkAsync("serve", "restore", "--input", archive, "--data", scratch["restored"]);
        CliResult keys = await OkAsync("serve", "keys", "list", "--data", scratch["restored"]);

        Assert.StartsWith("Backed up the database and 1 job of ", backup.Output, StringComparison.Ordinal);
        Assert.NotEqual(ExitCodes.Ok, onto.ExitCode);
        Assert.Contains("is not empty", onto.Error, StringComparison.Ordinal);
        Assert.StartsWith("Restored the database and 1 job of ", restored.Output, StringComparison.Ordinal);
        Assert.StartsWith(key[4..16], keys.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("revoked", keys.Output, StringComparison.Ordinal); // the backup is older
        string result = Path.Combine("jobs", job, "result.jsonl");
        Assert.Equal(File.ReadAllBytes(Path.Combine(Data, result)), File.ReadAllBytes(scratch[$"restored/{result}"]));

        async Task UntilAsync(string path, HttpStatusCode status)
        {
            var watch = Stopwatch.StartNew();
            HttpStatusCode? last = null;
            while (last != status)
            {
                Assert.False(service.HasExited, "The service has ended.");
                Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1), $"{path} answers {last}, not {status}.");
                try
                {
                    using HttpResponseMessage response = await client.GetAsync(path);
                    last = response.StatusCode;
                }
                catch (HttpRequestException)
                {
                    // it does not listen yet
                }

                await Task.Delay(50);
            }
        }
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        scratch.Dispose();
    }

    private static async Task<CliResult> OkAsync(params string[] args)
    {
        CliResult result = await Cli.RunAsync(args);
        Assert.True(result.ExitCode == ExitCodes.Ok, result.Error);
        return result;
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    // Every file of the data folder as text, one character a byte.
    private string[] Stored()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        return
        [
            .. Directory.EnumerateFiles(Data, "*", SearchOption.AllDirectories)
                .Select(path => System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(path))),
        ];
    }
}
