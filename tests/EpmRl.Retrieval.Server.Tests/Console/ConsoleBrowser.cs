using System.Text.Json;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace EpmRl.Retrieval.Server.Tests.WebConsole;

/// <summary>One service with an editable taxonomy, and one Chromium, for all tests of the console.</summary>
public sealed class ConsoleBrowser : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";
    private const float Patience = 60_000; // milliseconds: other tests share the processors

    private readonly EditableSample sample = new();
    private IPlaywright? playwright;
    private IBrowser? browser;

    internal EditableSample Sample => sample;

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Chromium))
        {
            return;
        }

        Assertions.SetDefaultExpectTimeout(Patience);
        await sample.InitializeAsync();
        WriteReports(Path.Combine(sample.Taxonomy, "..", "..", "data", "quality"));
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Chromium,
            Args = ["--no-sandbox", "--disable-dev-shm-usage"], // as root in a container there is no sandbox
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
            playwright!.Dispose();
            await sample.DisposeAsync();
        }
    }

    // Reports in the form of 'epmrl evaluate identification --json', with the parts that are shown, and a file that is none.
    private static void WriteReports(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach ((string name, double precision) in new[] { ("2026-01", 0.8), ("2026-02", 0.9) })
        {
            object counts = new { with_value = 10, coverage = 0.9 };
            object line = new { name = "Color", counts, f1 = precision, precision, recall = 0.7 };
            object channel = new
            {
                name = "combined",
                subsets = new[] { line },
                by_attribute = new[] { line },
                curve = new { points = new[] { new { coverage = 0.2, precision = 1.0 }, new { coverage = 0.9, precision } } },
                reliability = new
                {
                    bins = new[] { new { from = 0.9, to = 1.0, count = 9, stated = 0.95, actual = precision } },
                    expected_calibration_error = 0.05,
                },
            };
            File.WriteAllText(Path.Combine(folder, name + ".json"), JsonSerializer.Serialize(new
            {
                data = "sample", listings = 10, main = "combined", channels = new[] { channel },
                conditions = new { taxonomy = "sample", model = "catalog-l6" },
            }));
        }

        File.WriteAllText(Path.Combine(folder, "0-broken.json"), "{}");
    }

    /// <summary>Opens a page in a new profile and waits until it is live.</summary>
    /// <param name="path">The path.</param>
    /// <param name="width">Width of the window in pixels.</param>
    /// <param name="isDark">Whether the system is dark.</param>
    /// <param name="service">The service; null for the shared one.</param>
    /// <param name="waits">Whether to wait.</param>
    internal async Task<ConsoleTab> OpenAsync(
        string path, int width = 1280, bool isDark = false, ServedSample? service = null, bool waits = true)
    {
        Assert.SkipUnless(browser is not null, $"{Chromium} is not installed: apt-get install chromium");
        string address = (service ?? sample.Service).Client.BaseAddress!.ToString().TrimEnd('/');
        IBrowserContext context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = 800 },
            ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
            BaseURL = address,
        });
        context.SetDefaultTimeout(Patience);
        var tab = new ConsoleTab(await context.NewPageAsync());
        await tab.GoAsync(path, waits);
        return tab;
    }
}

/// <summary>A page under test. Disposing it fails where the browser reported an error or a failed request.</summary>
internal sealed class ConsoleTab : IAsyncDisposable
{
    private readonly List<string> faults = [];
    private long transferred;

    public ConsoleTab(IPage page)
    {
        Page = page;
        page.Console += (_, message) => Note(message.Type is "error" or "warning", $"{message.Type}: {message.Text}");
        page.PageError += (_, error) => Note(true, $"script: {error}");
        page.RequestFailed += (_, request) => Note(!IsLeaving(request), $"request: {request.Url} {request.Failure}");
        page.Response += (_, response) => Note(response.Status >= 400, $"{response.Status}: {response.Url}");
    }

    public IPage Page { get; }

    /// <summary>Bytes that the network carried for the page, headers included and compressed.</summary>
    public long Transferred => Interlocked.Read(ref transferred);

    public async Task GoAsync(string path, bool waits = true)
    {
        await Page.AddInitScriptAsync("""
            window.shift = 0;
            new PerformanceObserver(list => { for (const one of list.getEntries()) if (!one.hadRecentInput) window.shift += one.value; })
              .observe({ type: 'layout-shift', buffered: true });
            """);
        ICDPSession network = await Page.Context.NewCDPSessionAsync(Page);
        network.Event("Network.loadingFinished").OnEvent += (_, data) => Add(data, "encodedDataLength");
        network.Event("Network.webSocketFrameReceived").OnEvent += (_, data) =>
            Interlocked.Add(ref transferred, data!.Value.GetProperty("response").GetProperty("payloadData").GetString()!.Length);
        await network.SendAsync("Network.enable");
        await Page.GotoAsync(path);
        if (waits)
        {
            await LiveAsync();
        }

        void Add(JsonElement? data, string name) => Interlocked.Add(ref transferred, (long)data!.Value.GetProperty(name).GetDouble());
    }

    /// <summary>Opens another page in the same profile.</summary>
    public async Task GoToAsync(string path)
    {
        await Page.GotoAsync(path);
        await LiveAsync();
    }

    /// <summary>Waits until the page is live, not only rendered.</summary>
    public Task LiveAsync() => Page.WaitForSelectorAsync("body[data-live]");

    /// <summary>What axe finds that is serious or critical.</summary>
    /// <param name="rules">The rules to check; all of WCAG 2.2 AA by default.</param>
    public async Task<IReadOnlyList<string>> InaccessibleAsync(params string[] rules)
    {
        AxeResult result = await Page.RunAxe(new AxeRunOptions
        {
            RunOnly = rules.Length > 0
                ? RunOnlyOptions.Rules(rules)
                : RunOnlyOptions.Tags("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"),
            ResultTypes = [ResultType.Violations],
        });
        return
        [
            .. result.Violations.Where(violation => violation.Impact is "serious" or "critical").Select(violation =>
                $"{violation.Id}: {violation.Help}; {string.Join(" | ", violation.Nodes.Take(3).Select(node => node.Html))}"),
        ];
    }

    /// <summary>Pixels by which the page is wider than its window.</summary>
    public Task<int> BeyondAsync() => Page.EvaluateAsync<int>("document.documentElement.scrollWidth - window.innerWidth");

    /// <summary>How much the layout moved by itself since the page was opened.</summary>
    public Task<double> ShiftAsync() => Page.EvaluateAsync<double>("window.shift");

    public async ValueTask DisposeAsync()
    {
        await Page.Context.CloseAsync();
        Assert.Empty(faults);
    }

    // What a page that is left no longer waits for.
    private static bool IsLeaving(IRequest request) =>
        request.Url.Contains("/_blazor/disconnect", StringComparison.Ordinal) || request.Failure == "net::ERR_ABORTED";

    private void Note(bool isFault, string text)
    {
        if (isFault)
        {
            faults.Add(text);
        }
    }
}
