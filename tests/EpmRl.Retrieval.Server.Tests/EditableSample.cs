using System.Net.Http.Json;
using System.Text.Json;
using EpmRl.Retrieval.Server.Hosting;
using EpmRl.Retrieval.TestKit;
using Microsoft.AspNetCore.Builder;

namespace EpmRl.Retrieval.Server.Tests;

/// <summary>A service over copies of the sample's taxonomy and index, which tests may change.</summary>
public sealed class EditableSample : IAsyncLifetime
{
    private readonly ScratchFolder scratch = new();

    public ServedSample Service { get; private set; } = null!;

    public HttpClient Client => Service.Client;

    public string Taxonomy => scratch["taxonomy/sample"];

    public string Index => scratch["index"];

    public async ValueTask InitializeAsync() => await StartAsync();

    /// <summary>Starts the service.</summary>
    internal async Task StartAsync(Action<ServerOptions>? configure = null, Action<WebApplicationBuilder>? services = null)
    {
        if (!Directory.Exists(Index))
        {
            CopyFolder(TestPaths.InProject("taxonomy/sample"), Taxonomy);
            CopyFolder(TestPaths.InProject("taxonomy/packs"), scratch["taxonomy/packs"]);
            CopyFolder(await SampleIndex.FolderAsync(), Index);
        }

        Service = await ServedSample.StartAsync(
            options =>
            {
                options.DataFolder = scratch["data"];
                options.Catalogs[ServerOptions.DefaultCatalog].Index = Index;
                options.Catalogs[ServerOptions.DefaultCatalog].Taxonomy = Taxonomy;
                configure?.Invoke(options);
            },
            services: services);
    }

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        scratch.Dispose();
    }

    internal static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}

/// <summary>Calls with JSON bodies.</summary>
internal static class JsonCalls
{
    /// <summary>Sends a request.</summary>
    /// <param name="client">The client.</param>
    /// <param name="method">The method.</param>
    /// <param name="path">The path.</param>
    /// <param name="body">Its JSON; null for none.</param>
    /// <param name="headers">Headers.</param>
    public static async Task<(int Status, JsonElement Body, HttpResponseMessage Response)> SendAsync(
        this HttpClient client, string method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        request.Content = body switch
        {
            null => null,
            string text => new StringContent(text, System.Text.Encoding.UTF8, "application/json"),
            _ => JsonContent.Create(body),
        };
        HttpResponseMessage response = await client.SendAsync(request);
        string answer = await response.Content.ReadAsStringAsync();
        bool isJson = response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true;
        return ((int)response.StatusCode, isJson && answer.Length > 0 ? JsonDocument.Parse(answer).RootElement : default, response);
    }

    /// <summary>Sends a request that must succeed.</summary>
    public static async Task<JsonElement> OkAsync(
        this HttpClient client, string method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        (int status, JsonElement answer, _) = await client.SendAsync(method, path, body, headers);
        Assert.True(status is >= 200 and < 300, $"{method} {path}: {status} {(answer.ValueKind == JsonValueKind.Undefined ? "" : answer)}");
        return answer;
    }
}
