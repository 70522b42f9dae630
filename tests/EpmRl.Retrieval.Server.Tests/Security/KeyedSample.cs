using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text.Json;
using EpmRl.Retrieval.Server.Hosting;
using EpmRl.Retrieval.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EpmRl.Retrieval.Server.Tests.Security;

/// <summary>A service with two catalogues and keys of every scope; it keeps everything it logs.</summary>
public sealed class KeyedSample : IAsyncLifetime
{
    private readonly Dictionary<string, HttpClient> clients = new(StringComparer.Ordinal);

    internal EditableSample Sample { get; } = new();

    internal LogCapture Logs { get; } = new();

    /// <summary>Texts of the keys by scope, and of the key of another catalogue and a revoked one.</summary>
    internal Dictionary<string, string> Keys { get; } = new(StringComparer.Ordinal);

    public Uri Address => Sample.Client.BaseAddress!;

    internal HttpClient As(string name)
    {
        lock (clients)
        {
            if (!clients.TryGetValue(name, out HttpClient? client))
            {
                client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = Address };
                if (Keys.TryGetValue(name, out string? key))
                {
                    client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
                }

                clients.Add(name, client);
            }

            return client;
        }
    }

    public async ValueTask InitializeAsync()
    {
        await Sample.StartAsync(
            options => options.Catalogs["other"] = new CatalogOptions { Index = options.Catalogs[ServerOptions.DefaultCatalog].Index },
            builder => builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddFilter<LogCapture>((string?)null,
                LogLevel.Trace).AddProvider(Logs));

        // The first key is made without one, by this machine; from then on one is needed.
        Keys["admin"] = (await Sample.Client.OkAsync("POST", "/v1/keys", new { scope = "admin", name = "Ann Admin" })).GetProperty("key")
            .GetString()!;
        foreach (string scope in (string[])["read", "tag", "edit"])
        {
            Keys[scope] = await MakeAsync(new { scope, name = $"{scope} key", catalogs = new[] { "default" } });
        }

        Keys["other"] = await MakeAsync(new { scope = "edit", name = "other", catalogs = new[] { "other" } });
        Keys["revoked"] = await MakeAsync(new { scope = "admin", name = "gone" });
        Assert.Equal(204, (await As("admin").SendAsync("DELETE", $"/v1/keys/{Keys["revoked"].Split('_')[1]}")).Status);
    }

    internal async Task<string> MakeAsync(object key) =>
        (await As("admin").OkAsync("POST", "/v1/keys", key)).GetProperty("key").GetString()!;

    public async ValueTask DisposeAsync()
    {
        foreach (HttpClient client in clients.Values)
        {
            client.Dispose();
        }

        await Sample.DisposeAsync();
    }
}

/// <summary>Keeps log lines.</summary>
internal sealed class LogCapture : ILoggerProvider
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public ILogger CreateLogger(string categoryName) => new Writer(Lines, categoryName);

    public void Dispose()
    {
    }

    private sealed class Writer(ConcurrentQueue<string> lines, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            lines.Enqueue(state.ToString() ?? "");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?,
            string> formatter) =>
            lines.Enqueue($"{category}: {formatter(state, exception)} {exception}");
    }
}
