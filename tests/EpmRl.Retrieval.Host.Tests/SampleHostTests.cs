using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace EpmRl.Retrieval.Host.Tests;

public sealed class SampleHostTests(SampleIndex sample)
{
    [Fact]
    public async Task The_sample_host_identifies_a_listing_and_finds_a_value_over_http()
    {
        using Process host = Start(sample.Folder);
        try
        {
            using var client = new HttpClient { BaseAddress = new Uri(await AddressOfAsync(host)) };

            HttpResponseMessage answer = await client.PostAsJsonAsync(
                "/identify", new { id = "1", title = "Norvik ProLite 14 notebook, 16 GB RAM, grey", category = "Laptops" });
            JsonElement[] found = (await client.GetFromJsonAsync<JsonElement[]>("/search?text=navy%20blu"))!;

            Assert.Equal((HttpStatusCode.OK, "application/json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
            JsonElement result = await answer.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal("1", result.GetProperty("listing_id").GetString());
            string[] labels = [.. result.GetProperty("attributes").EnumerateArray()
                .SelectMany(attribute => attribute.GetProperty("values").EnumerateArray())
                .Select(value => value.GetProperty("label").GetString()!)];
            Assert.Contains("16 GB", labels);
            Assert.Contains("Gray", labels);
            Assert.Contains(found, hit => hit.GetProperty("label").GetString() == "Blue");
        }
        finally
        {
            host.Kill();
            await host.WaitForExitAsync();
        }
    }

    [Fact]
    public async Task The_sample_host_does_not_start_without_an_index_and_says_why()
    {
        using Process host = Start(Path.Combine(sample.Folder, "nothing"));

        string output = await host.StandardOutput.ReadToEndAsync() + await host.StandardError.ReadToEndAsync();
        await host.WaitForExitAsync();

        Assert.NotEqual(0, host.ExitCode);
        Assert.Contains("holds no index", output);
    }

    [Fact]
    public void The_readme_shows_the_sample_host_as_it_is()
    {
        string readme = File.ReadAllText(Project.Path("README.md"));

        Assert.Contains($"```csharp\n{File.ReadAllText(Project.Path("samples", "host", "Program.cs"))}```", readme);
    }

    private static Process Start(string index) => Process.Start(new ProcessStartInfo("dotnet", [
        Path.Combine(AppContext.BaseDirectory, "EpmRl.Retrieval.SampleHost.dll"),
        "--urls", "http://127.0.0.1:0", "--model", SampleIndex.ModelFolder, "--index", index,
    ])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        WorkingDirectory = AppContext.BaseDirectory,
    })!;

    private static async Task<string> AddressOfAsync(Process host)
    {
        const string Announcement = "Now listening on: ";
        while (await host.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.IndexOf(Announcement, StringComparison.Ordinal) is >= 0 and var at)
            {
                return line[(at + Announcement.Length)..].Trim();
            }
        }

        throw new InvalidOperationException("The host ended: " + await host.StandardError.ReadToEndAsync());
    }
}
