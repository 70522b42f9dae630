using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using EpmRl.Retrieval.Server.Telemetry;
using EpmRl.Retrieval.Server.Tests.Api;
using EpmRl.Retrieval.TestKit;
using YamlDotNet.RepresentationModel;

namespace EpmRl.Retrieval.Server.Tests.Deployment;

/// <summary>What is shipped beside the program. No container engine is at hand: the image was never built here.</summary>
public sealed partial class DeploymentTests(SharedService shared) : IClassFixture<SharedService>
{
    private static readonly string[] Secrets = ["POSTGRES_PASSWORD", "QDRANT_API_KEY", "QDRANT_READ_ONLY_API_KEY"];

    [Fact]
    public void The_image_runs_as_a_user_without_rights_and_copies_only_what_was_published()
    {
        string[] lines = File.ReadAllLines(TestPaths.InProject("Dockerfile"));

        Assert.Equal("USER 10001", lines.Last(line => line.StartsWith("USER ", StringComparison.Ordinal)));
        Assert.Equal(["COPY artifacts/epmrl /opt/epmrl"], lines.Where(line => line.StartsWith("COPY ", StringComparison.Ordinal)));
        Assert.DoesNotContain(lines, line => line.StartsWith("ADD ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("HEALTHCHECK ", StringComparison.Ordinal));
        Assert.Equal(["*", "!artifacts/epmrl"], File.ReadAllLines(TestPaths.InProject(".dockerignore")));
        // Where the program writes: the volume alone.
        Assert.Contains("VOLUME /data", lines);
    }

    [Fact]
    public void Every_service_of_the_composition_is_closed_to_other_machines_and_holds_no_secret()
    {
        var yaml = new YamlStream();
        string text = File.ReadAllText(TestPaths.InProject("docker-compose.yml"));
        yaml.Load(new StringReader(text));
        var services = (YamlMappingNode)yaml.Documents[0].RootNode["services"];

        foreach ((YamlNode name, YamlNode service) in services.Children)
        {
            var mapping = (YamlMappingNode)service;
            if (mapping.Children.TryGetValue("ports", out YamlNode? ports))
            {
                Assert.All((YamlSequenceNode)ports, port => Assert.StartsWith("127.0.0.1:", port.ToString(), StringComparison.Ordinal));
            }

            Assert.True(mapping.Children.ContainsKey("profiles"), $"{name} would start with every command.");
        }

        Assert.Contains("read_only: true", text, StringComparison.Ordinal);
        foreach (Match secret in Secret().Matches(text))
        {
            Assert.Contains(secret.Groups["name"].Value, Secrets);
        }
    }

    [Fact]
    public async Task The_unit_of_systemd_is_valid()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/systemd-analyze"), "systemd-analyze is not installed.");
        using var folder = new ScratchFolder();
        // The program is not installed here; another one stands for it.
        string unit = File.ReadAllText(TestPaths.InProject("deploy", "epmrl.service")).Replace("/opt/epmrl/epmrl", "/bin/true");
        string path = folder["epmrl.service"];
        await File.WriteAllTextAsync(path, unit);

        (int code, string output) = await RunAsync("systemd-analyze", ["verify", path], null);

        Assert.True(code == 0 && !output.Contains("epmrl.service", StringComparison.Ordinal), output);
    }

    [Fact]
    public async Task Metrics_have_all_that_dashboard_and_alerts_ask_for()
    {
        string metrics = await MetricsAsync();

        string[] files = [TestPaths.InProject("deploy", "grafana.json"), TestPaths.InProject("deploy", "alerts.yaml")];
        string[] asked = [.. files.SelectMany(file => Metric().Matches(File.ReadAllText(file))).Select(match => match.Value).Distinct()];
        Assert.True(asked.Length > 10);
        // These two count what a test cannot cause here: a swap and a failure to open.
        Assert.All(
            asked.Except(["epmrl_index_swaps_total", "epmrl_index_open_failures_total"]),
            name => Assert.Contains($"\n{name}", metrics, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Metrics_and_alert_rules_pass_the_check_of_Prometheus()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/promtool"), "promtool is not installed.");

        (int code, string output) = await RunAsync("promtool", ["check", "metrics"], await MetricsAsync());
        Assert.True(code == 0, output);
        (code, output) = await RunAsync("promtool", ["check", "rules", TestPaths.InProject("deploy", "alerts.yaml")], null);
        Assert.True(code == 0, output);
    }

    [Fact]
    public void The_dashboard_is_one_that_Grafana_reads()
    {
        JsonElement dashboard = JsonDocument.Parse(File.ReadAllText(TestPaths.InProject("deploy", "grafana.json"))).RootElement;
        JsonElement[] panels = [.. dashboard.GetProperty("panels").EnumerateArray()];

        Assert.Equal(panels.Length, panels.Select(panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
        foreach (JsonElement panel in panels.Where(panel => panel.GetProperty("type").GetString() != "row"))
        {
            Assert.NotEmpty(panel.GetProperty("targets").EnumerateArray());
            Assert.False(string.IsNullOrEmpty(panel.GetProperty("description").GetString()));
        }
    }

    private async Task<string> MetricsAsync()
    {
        HttpClient client = shared.Service.Client;
        using HttpResponseMessage one = await client.PostAsJsonAsync("/v1/identify",
            new { title = "Cordless drill 18V", category = "Power drills" });
        one.EnsureSuccessStatusCode();
        await client.GetStringAsync("/v1/values/search?q=blue");
        ServerTelemetry.Refused.Add(0); // what has not happened has no series yet
        return await client.GetStringAsync("/metrics");
    }

    private static async Task<(int Code, string Output)> RunAsync(string program, string[] arguments, string? input)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        if (input is not null)
        {
            await process.StandardInput.WriteAsync(input);
        }

        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }

    [GeneratedRegex(@"\$\{(?<name>[A-Z_]+)")]
    private static partial Regex Secret();

    [GeneratedRegex(@"\b(epmrl|http_server|dotnet|kestrel)_[a-z_]+\b(?=[\[{])")]
    private static partial Regex Metric();
}
