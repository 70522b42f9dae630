using System.Diagnostics;
using System.Net;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Cli.Tests.Packaging;

/// <summary>The build's audit of packages, against a source of advisories that the test serves.</summary>
[Trait("Category", "Slow")]
public sealed class AuditTests : IDisposable
{
    private const string Package = "YamlDotNet";

    private readonly ScratchFolder folder = new();
    private readonly HttpListener server = new();

    public void Dispose()
    {
        server.Close();
        folder.Dispose();
    }

    [Theory]
    [InlineData("true", "error NU1903: Warning As Error: Package")]
    [InlineData("false", "warning NU1903: Package")]
    public async Task An_advisory_on_a_package_is_an_error_on_a_build_machine_and_a_warning_in_a_clone(string ci, string expected)
    {
        string address = Serve();
        folder.Write("nuget.config", $"""
            <configuration>
              <auditSources><clear /><add key="advisories" value="{address}index.json" allowInsecureConnections="true" /></auditSources>
            </configuration>
            """);
        // The project's own settings and versions, with one of its packages.
        folder.Write("audited/audited.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <ItemGroup><PackageReference Include="{Package}" /></ItemGroup>
            </Project>
            """);
        File.Copy(TestPaths.InProject("Directory.Build.props"), folder["Directory.Build.props"]);
        File.Copy(TestPaths.InProject("Directory.Packages.props"), folder["Directory.Packages.props"]);

        string output = await RestoreAsync(ci);

        Assert.Contains($"{expected} '{Package}'", output, StringComparison.Ordinal);
    }

    private string Serve()
    {
        int port = FreePort();
        string address = $"http://127.0.0.1:{port}/";
        server.Prefixes.Add(address);
        server.Start();
        _ = AnswerAsync(new Dictionary<string, string>
        {
            ["/index.json"] = $$"""{"version":"3.0.0","resources":[{"@id":"{{address}}advisories.json","@type":"VulnerabilityInfo/6.7.0"}]}""",
            ["/advisories.json"] = $$"""[{"@name":"base","@id":"{{address}}base.json","@updated":"2026-01-01T00:00:00Z"}]""",
            ["/base.json"] = $$"""{"{{Package.ToLowerInvariant()}}":[{"url":"https://advisories.example/1","severity":2,"versions":"(, 999.0.0)"}]}""",
        });
        return address;
    }

    private async Task AnswerAsync(Dictionary<string, string> pages)
    {
        try
        {
            while (true)
            {
                HttpListenerContext call = await server.GetContextAsync();
                byte[] body = System.Text.Encoding.UTF8.GetBytes(pages.GetValueOrDefault(call.Request.Url!.AbsolutePath, ""));
                call.Response.StatusCode = body.Length > 0 ? 200 : 404;
                await call.Response.OutputStream.WriteAsync(body);
                call.Response.Close();
            }
        }
        catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
        {
        }
    }

    private async Task<string> RestoreAsync(string ci)
    {
        var start = new ProcessStartInfo("dotnet", ["restore", folder["audited"], "--disable-build-servers", "-p:RestoreLockedMode=false"])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["CI"] = ci;
        start.Environment["NUGET_HTTP_CACHE_PATH"] = folder["cache"];
        using Process restore = Process.Start(start)!;
        string output = await restore.StandardOutput.ReadToEndAsync();
        await restore.WaitForExitAsync();
        return output;
    }

    private static int FreePort()
    {
        using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
