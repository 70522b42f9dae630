using System.Globalization;
using EpmRl.Retrieval.TestKit;
using Microsoft.Playwright;

namespace EpmRl.Retrieval.Server.Tests.WebConsole;

/// <summary>The console's pages in a real browser, against a real engine.</summary>
public sealed class ConsoleTests(ConsoleBrowser browser, ITestOutputHelper output) : IClassFixture<ConsoleBrowser>
{
    [Fact]
    public async Task A_sample_is_identified_within_a_second_and_its_evidence_is_marked_in_its_text()
    {
        await using ConsoleTab tab = await browser.OpenAsync("/");
        double took = double.MaxValue;
        for (int round = 0; round < 10 && took >= 1_000; round++) // the best: other tests share the processors
        {
            foreach (string sample in new[] { "Siegelring", "Cocotte", "Laptop" })
            {
                took = Math.Min(took, await tab.Page.EvaluateAsync<double>("""
                    async sample => {
                      const start = performance.now(), before = document.querySelector('.source .title')?.textContent;
                      [...document.querySelectorAll('.samples button')].find(one => one.textContent === sample).click();
                      while (!document.querySelector('.answers') || document.querySelector('.source .title').textContent === before) {
                        if (performance.now() - start > 60000) throw new Error(`no answer for ${sample}`);
                        await new Promise(next => setTimeout(next, 5));
                      }
                      return performance.now() - start;
                    }
                    """, sample));
            }
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"a result after {took:0} ms"));

        Assert.True(took < 1_000, $"The first result took {took:0} ms.");
        await Assertions.Expect(Answer(tab, "Memory")).ToContainTextAsync("16 GB");
        await Assertions.Expect(tab.Page.Locator(".listing mark", new() { HasText = "512GB" })).ToBeVisibleAsync();
        await Assertions.Expect(tab.Page.Locator(".category")).ToContainTextAsync("Laptops");
    }

    [Fact]
    public async Task A_value_and_its_places_light_up_together_and_lead_to_each_other()
    {
        await using ConsoleTab tab = await browser.OpenAsync("/");
        await PickAsync(tab, "Laptop");

        await Answer(tab, "Memory").HoverAsync();
        await Assertions.Expect(tab.Page.Locator(".listing mark.lit")).ToHaveCountAsync(2); // 16GB, 16 GB

        await tab.Page.Locator(".listing mark a", new() { HasText = "W11P" }).ClickAsync();
        await Assertions.Expect(Answer(tab, "Operating system").Locator("summary")).ToBeFocusedAsync();

        await tab.Page.Keyboard.PressAsync("Enter");
        await Answer(tab, "Operating system").Locator("a.quote").First.ClickAsync();
        await Assertions.Expect(tab.Page.Locator(".listing mark a", new() { HasText = "W11P" })).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Hostile_long_and_right_to_left_texts_are_texts()
    {
        await using ConsoleTab tab = await browser.OpenAsync("/", width: 360);
        const string Hostile = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script> قميص أحمر 16GB 18V";
        await tab.Page.FillAsync("#title", Hostile);
        await tab.Page.FillAsync("#description", new string('w', 3_000) + " red cotton");
        await tab.Page.FillAsync("#category", "<b>no such category</b>");
        await tab.Page.ClickAsync("button[type=submit]");

        await Assertions.Expect(tab.Page.Locator(".source .title")).ToHaveTextAsync(Hostile);
        await Assertions.Expect(tab.Page.Locator(".note")).ToContainTextAsync("<b>no such category</b>");
        Assert.StartsWith("Try it", await tab.Page.TitleAsync(), StringComparison.Ordinal);
        Assert.InRange(await tab.BeyondAsync(), int.MinValue, 0);
    }

    [Fact]
    public async Task An_empty_form_says_what_is_missing()
    {
        await using ConsoleTab tab = await browser.OpenAsync("/");
        await tab.Page.ClickAsync("button[type=submit]");
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Enter at least one");
    }

    [Fact]
    public async Task Values_are_found_while_typing_filtered_by_facet_and_continued_by_cursor()
    {
        await using ConsoleTab tab = await browser.OpenAsync("/values");
        await tab.Page.Locator("#q").PressSequentiallyAsync("stainles stel", new() { Delay = 20 });

        ILocator hits = tab.Page.Locator(".hits > li");
        await Assertions.Expect(hits.First).ToContainTextAsync("Stainless steel", new() { IgnoreCase = true });
        await tab.Page.Locator(".facets button", new() { HasText = "Brand" }).First.ClickAsync();
        await Assertions.Expect(tab.Page.Locator(".filters")).ToContainTextAsync("Brand");
        await Assertions.Expect(hits.First.Locator(".attribute")).ToHaveTextAsync("Brand");
        await tab.Page.Locator(".filters button").ClickAsync();
        await Assertions.Expect(hits).ToHaveCountAsync(20);

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "More", Exact = true }).ClickAsync();
        await Assertions.Expect(hits).ToHaveCountAsync(40);
        string[] ids = [.. await hits.Locator("code").AllTextContentsAsync()];
        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    [Fact]
    public async Task The_keyboard_alone_finds_a_value_and_shows_why_it_ranks()
    {
        await using ConsoleTab tab = await browser.OpenAsync("/");
        IKeyboard keys = tab.Page.Keyboard;
        await keys.PressAsync("Escape"); // leaves the field, so that letters are shortcuts
        await keys.PressAsync("g");
        await keys.PressAsync("v");
        await Assertions.Expect(tab.Page.Locator("h1")).ToHaveTextAsync("Values");
        await keys.PressAsync("/");
        await Assertions.Expect(tab.Page.Locator("#q")).ToBeFocusedAsync();
        await keys.TypeAsync("navy");
        await tab.Page.WaitForSelectorAsync(".hits");
        await keys.PressAsync("ArrowDown");
        await keys.PressAsync("ArrowDown");
        await keys.PressAsync("ArrowUp");
        await keys.PressAsync("Enter");

        await Assertions.Expect(tab.Page.Locator(".hits > li").First.Locator(".facts")).ToContainTextAsync("alias “navy”");
        await keys.PressAsync("?");
        await Assertions.Expect(tab.Page.Locator("#shortcuts")).ToBeVisibleAsync();
        await keys.PressAsync("Escape");
        await Assertions.Expect(tab.Page.Locator("#shortcuts")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_pair_gets_a_verdict_with_numbered_spans_on_both_sides()
    {
        await using ConsoleTab tab = await browser.OpenAsync("/match");
        await tab.Page.ClickAsync(".samples button:text-is('Other model')");

        await Assertions.Expect(tab.Page.Locator(".verdict h2")).ToHaveTextAsync("Different products");
        // 1 is the aspect's number
        await Assertions.Expect(tab.Page.Locator(".texts mark.conflict")).ToHaveTextAsync(["KX-2101", "KX-2201"]);
        await tab.Page.Locator(".aspects tbody tr").First.HoverAsync();
        await Assertions.Expect(tab.Page.Locator(".texts mark.lit")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task A_value_is_renamed_after_a_preview_published_indexed_and_rolled_back()
    {
        await using ConsoleTab tab = await browser.OpenAsync("/taxonomy");
        await tab.Page.FillAsync("#tree-filter", "power drill");
        await tab.Page.ClickAsync(".tree a");
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Drill type" }).ClickAsync();
        ILocator value = tab.Page.Locator(".values > li").First;
        string before = await value.Locator("bdi").First.TextContentAsync() ?? "";
        await value.GetByRole(AriaRole.Button).First.ClickAsync();
        await tab.Page.FillAsync("#edit-label", "Renamed by a test");
        await tab.Page.FillAsync("#edit-why", "a test says so");
        await tab.Page.ClickAsync("text=Preview");
        await Assertions.Expect(tab.Page.Locator(".impact")).ToContainTextAsync("renamed");
        await Assertions.Expect(tab.Page.Locator(".impact del")).ToHaveTextAsync(before);
        await tab.Page.ClickAsync("text=Save to the draft");
        await Assertions.Expect(tab.Page.Locator(".values > li").First).ToContainTextAsync("Renamed by a test");

        await tab.Page.ClickAsync(".tabs >> text=Publish");
        await tab.Page.FillAsync("#publish-why", "the test publishes");
        await tab.Page.ClickAsync("form button:text-is('Publish')");
        await Assertions.Expect(tab.Page.Locator("form button")).ToHaveTextAsync("Published already");
        await Assertions.Expect(tab.Page.Locator("section[aria-labelledby=index-title]"))
            .ToContainTextAsync("built with");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Roll back" }).First.ClickAsync();
        await tab.Page.ClickAsync("text=Serve it again");
        await Assertions.Expect(tab.Page.Locator("tbody tr").Nth(1)).ToContainTextAsync("served");

        await tab.Page.ClickAsync(".tabs >> text=History");
        await Assertions.Expect(tab.Page.Locator(".entries")).ToContainTextAsync("a test says so");
        await Assertions.Expect(tab.Page.Locator(".entries > li").First).ToContainTextAsync("the test publishes");
    }

    [Fact]
    public async Task A_refused_edit_says_why_and_changes_nothing()
    {
        await using ConsoleTab tab = await browser.OpenAsync("/taxonomy?attribute=color");
        await tab.Page.ClickAsync("text=Add value");
        await tab.Page.FillAsync("#edit-label", "Blue");
        await tab.Page.ClickAsync("text=Preview");
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("blue", new() { IgnoreCase = true });
        await Assertions.Expect(tab.Page.Locator("text=Save to the draft")).ToBeDisabledAsync();
    }

    [Fact]
    public async Task The_keyboard_alone_reviews_an_answer_and_takes_it_back()
    {
        await using ConsoleTab tab = await browser.OpenAsync("/");
        await PickAsync(tab, "Laptop");
        await tab.Page.ClickAsync("text=Add them to Review");
        await tab.Page.ClickAsync("text=They wait in Review");
        await Assertions.Expect(tab.Page.Locator("section h2")).ToContainTextAsync("14 in");
        await tab.Page.Keyboard.PressAsync("a");
        await Assertions.Expect(tab.Page.Locator(".empty h2")).ToHaveTextAsync("Nothing waits");
        await tab.Page.Keyboard.PressAsync("u");
        await Assertions.Expect(tab.Page.Locator("section h2")).ToContainTextAsync("14 in");
        await tab.Page.Keyboard.PressAsync("c");
        await Assertions.Expect(tab.Page.Locator("#correct")).ToBeFocusedAsync();
        await tab.Page.Keyboard.TypeAsync("15 in");
        await tab.Page.WaitForSelectorAsync(".choices button:has-text('15 in')");
        await tab.Page.Keyboard.PressAsync("ArrowDown");
        await tab.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(tab.Page.Locator(".empty h2")).ToHaveTextAsync("Nothing waits");

        await tab.Page.ClickAsync(".tabs >> text=Decisions");
        await Assertions.Expect(tab.Page.Locator("tbody tr")).ToContainTextAsync("15 in");
        Assert.Contains("15 in", await browser.Sample.Client.GetStringAsync("/v1/decisions/export"), StringComparison.Ordinal);
        await tab.GoToAsync("/");
        await PickAsync(tab, "Laptop");
        await Assertions.Expect(Answer(tab, "Screen size")).ToContainTextAsync("15 in"); // the decision wins
        await tab.GoToAsync("/review/decisions");
        await tab.Page.ClickAsync("text=Take back");
        await Assertions.Expect(tab.Page.Locator(".empty h2")).ToHaveTextAsync("No decisions yet");
    }

    [Fact]
    public async Task A_file_is_mapped_after_a_preview_identified_and_downloaded()
    {
        await using ConsoleTab tab = await browser.OpenAsync("/jobs");
        await tab.Page.SetInputFilesAsync("#job-file:enabled", new FilePayload
        {
            Name = "listings.csv",
            MimeType = "text/csv",
            Buffer = "sku,Product Name,category\na1,Cordless drill 18V red,Power drills\na2,Laptop 16GB RAM,Laptops\n"u8.ToArray(),
        });
        await tab.Page.GetByLabel("Title").SelectOptionAsync("Product Name");
        await Assertions.Expect(tab.Page.Locator(".scroll tbody tr").First).ToContainTextAsync("Cordless drill 18V red");
        await tab.Page.ClickAsync("text=Start the job");
        ILocator job = tab.Page.Locator(".jobs > li", new() { HasText = "listings.csv" });
        await Assertions.Expect(job).ToContainTextAsync("completed");
        IDownload download = await tab.Page.RunAndWaitForDownloadAsync(() => job.Locator("a.button").ClickAsync());
        string result = await File.ReadAllTextAsync(await download.PathAsync());
        Assert.Contains("16 GB", result, StringComparison.Ordinal);
        await job.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await tab.Page.ClickAsync("text=Delete it with its files");
        await Assertions.Expect(job).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_report_is_compared_with_the_one_before_it_and_answers_are_counted()
    {
        await using ConsoleTab tab = await browser.OpenAsync("/");
        await PickAsync(tab, "Cocotte");
        await tab.GoToAsync("/quality");
        await Assertions.Expect(tab.Page.Locator(".tiles")).ToContainTextAsync("+10.0"); // precision of the two reports below
        await Assertions.Expect(tab.Page.Locator(".plot")).ToHaveCountAsync(2);
        await Assertions.Expect(tab.Page.Locator(".seen")).ToContainTextAsync("cookware-type");
        await tab.Page.SelectOptionAsync(".pickers select >> nth=0", "0-broken");
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("is not a report");
    }

    [Theory]
    [MemberData(nameof(StateNames))]
    public async Task A_page_is_accessible_in_both_themes_fits_360_pixels_and_does_not_move_while_it_comes_alive(string state)
    {
        (string path, Func<ConsoleTab, Task>? act) = States[state];
        await using ConsoleTab tab = await browser.OpenAsync(path, width: 360);
        Assert.InRange(await tab.ShiftAsync(), 0, 0.05);
        if (act is not null)
        {
            await act(tab);
        }

        Assert.InRange(await tab.BeyondAsync(), int.MinValue, 0);
        Assert.Empty(await tab.InaccessibleAsync());
        await tab.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        Assert.Empty(await tab.InaccessibleAsync("color-contrast"));
    }

    [Fact]
    public async Task The_first_load_transfers_less_than_300_kB()
    {
        await using ConsoleTab tab = await browser.OpenAsync("/");
        output.WriteLine($"first load: {tab.Transferred:N0} bytes");
        Assert.InRange(tab.Transferred, 10_000, 300_000);
    }

    [Fact]
    public async Task A_chosen_theme_persists()
    {
        await using ConsoleTab tab = await browser.OpenAsync("/");
        await tab.Page.ClickAsync("[data-theme-toggle]");
        await tab.Page.ReloadAsync();
        Assert.Equal("dark", await tab.Page.EvaluateAsync<string>("document.documentElement.dataset.theme"));
    }

    [Fact]
    public async Task What_is_typed_before_the_page_is_live_is_kept()
    {
        await using ConsoleTab tab = await browser.OpenAsync("/values", waits: false);
        await tab.Page.EvaluateAsync("""
            () => { const q = document.getElementById('q'); q.value = 'navy'; q.dispatchEvent(new Event('input', { bubbles: true })); }
            """);
        await tab.Page.WaitForSelectorAsync(".hits");
        await Assertions.Expect(tab.Page.Locator("#q")).ToHaveValueAsync("navy");
    }

    private static readonly int Seed = LongRun.Seed();

    public static TheoryData<string> StateNames => [.. LongRun.Sample(States.Keys, stride: 3, Seed)];

    private static readonly Dictionary<string, (string Path, Func<ConsoleTab, Task>? Act)> States = new(StringComparer.Ordinal)
    {
        ["identified"] = ("/", tab => PickAsync(tab, "Laptop")),
        ["values"] = ("/values", null),
        ["hits"] = ("/values?q=navy", tab => tab.Page.ClickAsync(".hits summary >> nth=0")),
        ["pair"] = ("/match", async tab =>
        {
            await tab.Page.ClickAsync(".samples button:text-is('Other color')");
            await tab.Page.WaitForSelectorAsync(".verdict");
        }),
        ["category"] = ("/taxonomy?category=laptops", null),
        ["edit"] = ("/taxonomy?category=laptops&attribute=color", tab => tab.Page.ClickAsync("text=Add value")),
        ["publish"] = ("/taxonomy/changes", null),
        ["history"] = ("/taxonomy/history", null),
        ["review"] = ("/review", null),
        ["decisions"] = ("/review/decisions", null),
        ["proposals"] = ("/review/proposals", null),
        ["jobs"] = ("/jobs", null),
        ["quality"] = ("/quality", null),
    };

    private static async Task PickAsync(ConsoleTab tab, string sample)
    {
        await tab.Page.ClickAsync($".samples button:text-is('{sample}')");
        await tab.Page.WaitForSelectorAsync(".answers");
    }

    private static ILocator Answer(ConsoleTab tab, string attribute) =>
        tab.Page.Locator(".answers > li", new() { Has = tab.Page.Locator($".attribute bdi:text-is('{attribute}')") });
}
