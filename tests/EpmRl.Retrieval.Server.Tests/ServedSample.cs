using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Server.Hosting;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EpmRl.Retrieval.Server.Tests;

/// <summary>The sample taxonomy, indexed once with the shipped model; every test copies or shares it.</summary>
public sealed class SampleIndex
{
    private static readonly Lazy<Task<string>> Built = new(BuildAsync);

    /// <summary>Folder of the index; never written to.</summary>
    public static Task<string> FolderAsync() => Built.Value;

    private static async Task<string> BuildAsync()
    {
        string folder = Path.Combine(Path.GetTempPath(), $"epmrl-server-tests-{Environment.ProcessId}", "index");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Path.GetDirectoryName(folder)!, recursive: true);
        using ModelFolder model = ModelFolder.Open(TestPaths.InProject("models/catalog-l6"));
        await new Reindexer(folder).RunAsync(new FixedTaxonomy(TaxonomyReader.Load(TestPaths.InProject("taxonomy/sample"))), model.Encoder);
        return folder;
    }
}

/// <summary>A service over the sample, on loopback at a free port.</summary>
public sealed class ServedSample : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ScratchFolder scratch;

    private ServedSample(WebApplication app, ScratchFolder scratch, HttpClient client) =>
        (this.app, this.scratch, Client) = (app, scratch, client);

    /// <summary>Calls the service.</summary>
    public HttpClient Client { get; }

    /// <summary>Services of the application.</summary>
    public IServiceProvider Services => app.Services;

    /// <summary>Folder of this service's own files.</summary>
    public string Folder => scratch.Path;

    /// <summary>Starts a service and waits until it is ready.</summary>
    /// <param name="configure">Changes its settings; null for the defaults.</param>
    /// <param name="waits">Whether to wait for it to be ready.</param>
    /// <param name="services">Changes its services; null for none.</param>
    internal static async Task<ServedSample> StartAsync(
        Action<ServerOptions>? configure = null, bool waits = true, Action<WebApplicationBuilder>? services = null)
    {
        var scratch = new ScratchFolder();
        ServerOptions options = await OptionsAsync();
        options.DataFolder = Path.Combine(scratch.Path, "data");
        configure?.Invoke(options);
        WebApplication app = RetrievalServer.Build(options, configure: builder =>
        {
            builder.Logging.SetMinimumLevel(LogLevel.Error); // news of a hundred services would hide a failed test
            services?.Invoke(builder);
        });
        await app.StartAsync();
        string address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        var client = new HttpClient { BaseAddress = new Uri(address), Timeout = TimeSpan.FromMinutes(2) };
        for (int i = 0; waits && i < 1_800; i++)
        {
            using HttpResponseMessage ready = await client.GetAsync("/readyz");
            if (ready.IsSuccessStatusCode)
            {
                break;
            }

            await Task.Delay(100);
        }

        return new ServedSample(app, scratch, client);
    }

    /// <summary>The settings of a service over the sample, without a folder for its data.</summary>
    internal static async Task<ServerOptions> OptionsAsync() => new()
    {
        Urls = "http://127.0.0.1:0",
        Model = TestPaths.InProject("models/catalog-l6"),
        Catalogs =
        {
            [ServerOptions.DefaultCatalog] = new CatalogOptions
            {
                Index = await SampleIndex.FolderAsync(), Matcher = TestPaths.InProject("models/matcher-default"),
            },
        },
    };

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.StopAsync(); // waits for what runs in the background, which writes to the folder
        await app.DisposeAsync();
        scratch.Dispose();
    }
}
