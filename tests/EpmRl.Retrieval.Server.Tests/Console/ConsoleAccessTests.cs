using System.Net;
using EpmRl.Retrieval.Server.Security;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace EpmRl.Retrieval.Server.Tests.WebConsole;

/// <summary>Who sees the console, and what browsers are told to allow it.</summary>
public sealed class ConsoleAccessTests(ConsoleBrowser browser) : IClassFixture<ConsoleBrowser>
{
    [Fact]
    public async Task Pages_allow_scripts_styles_and_connections_of_this_service_alone()
    {
        await using ServedSample service = await ServedSample.StartAsync(waits: false);
        using HttpResponseMessage page = await service.Client.GetAsync("/");

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        string policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", page.Headers.GetValues("X-Content-Type-Options").Single());
        string html = await page.Content.ReadAsStringAsync();
        Assert.DoesNotContain("style=", html, StringComparison.Ordinal);
        Assert.DoesNotContain("http://", html.Replace("http://www.w3.org/", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_are_compressed_kept_for_good_and_known_by_their_content()
    {
        await using ServedSample service = await ServedSample.StartAsync(waits: false);
        string html = await service.Client.GetStringAsync("/");
        string path = System.Text.RegularExpressions.Regex.Match(html, "/_console/console\\.[0-9a-f]+\\.css").Value;
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Accept-Encoding", "br" } } };
        using HttpResponseMessage file = await service.Client.SendAsync(request);

        Assert.Equal("br", file.Content.Headers.ContentEncoding.Single());
        Assert.Contains("immutable", file.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        using var again = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "If-None-Match", file.Headers.ETag!.ToString() } } };
        using HttpResponseMessage unchanged = await service.Client.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        using HttpResponseMessage missing = await service.Client.GetAsync("/_console/../appsettings.json");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task A_page_opened_while_the_model_loads_follows_by_itself()
    {
        await using ServedSample service = await ServedSample.StartAsync(waits: false);
        await using ConsoleTab tab = await browser.OpenAsync("/", service: service);
        await tab.Page.WaitForSelectorAsync("#title", new() { Timeout = 60_000 });
    }

    [Fact]
    public async Task A_person_signs_in_with_a_key_and_sees_only_what_it_allows()
    {
        await using ServedSample service = await ServedSample.StartAsync();
        (_, string key) = await service.Services.GetRequiredService<KeyStore>()
            .AddAsync(new NewKey("anna", KeyScope.Read, []), "test", CancellationToken.None);
        await using ConsoleTab tab = await browser.OpenAsync("/values?q=navy", service: service, waits: false);
        await Assertions.Expect(tab.Page.Locator("h1")).ToHaveTextAsync("Sign in");
        Assert.Empty(await tab.InaccessibleAsync());
        await tab.Page.FillAsync("#key", "wrong");
        await tab.Page.ClickAsync("button");
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("unknown");
        await tab.Page.FillAsync("#key", key);
        await tab.Page.ClickAsync("button");
        await tab.LiveAsync();
        await tab.Page.WaitForSelectorAsync(".hits"); // where the person wanted to go
        await Assertions.Expect(tab.Page.Locator(".who")).ToContainTextAsync("anna");

        await tab.Page.ClickAsync("nav >> text=Try it");
        await tab.Page.ClickAsync(".samples button:text-is('Laptop')");
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("requires the scope 'tag'");
        await tab.Page.ClickAsync("text=Sign out");
        await Assertions.Expect(tab.Page.Locator("h1")).ToHaveTextAsync("Sign in");
    }

    [Fact]
    public async Task An_open_page_is_left_within_seconds_when_its_key_is_revoked()
    {
        await using ServedSample service = await ServedSample.StartAsync();
        var keys = service.Services.GetRequiredService<KeyStore>();
        (ApiKey made, string key) = await keys.AddAsync(new NewKey("anna", KeyScope.Read, []), "test", CancellationToken.None);
        await using ConsoleTab tab = await browser.OpenAsync("/values?q=navy", service: service, waits: false);
        await tab.Page.FillAsync("#key", key);
        await tab.Page.ClickAsync("button");
        await tab.LiveAsync();
        await tab.Page.WaitForSelectorAsync(".hits");

        Assert.True(await keys.RevokeAsync(made.Id, "test", CancellationToken.None));

        await Assertions.Expect(tab.Page.Locator("h1")).ToHaveTextAsync("Sign in");
        Assert.EndsWith("/signin?return=/values%3Fq%3Dnavy", tab.Page.Url, StringComparison.Ordinal);
    }
}
