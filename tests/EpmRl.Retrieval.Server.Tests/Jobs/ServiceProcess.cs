using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using EpmRl.Retrieval.Server.Hosting;
using Microsoft.Extensions.Logging;

namespace EpmRl.Retrieval.Server.Tests.Jobs;

/// <summary>A server or worker in a process of its own, which a test kills at any moment.</summary>
internal sealed class ServiceProcess : IDisposable
{
    public const string Mode = "service";

    private readonly Process process;
    private readonly ConcurrentQueue<string> output = new();

    private ServiceProcess(Process process, Uri address)
    {
        (this.process, Address) = (process, address);
        process.OutputDataReceived += (_, line) => output.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => output.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Uri Address { get; }

    /// <summary>What it logged, for the message of a failed test.</summary>
    public string Log => string.Join('\n', output.TakeLast(60));

    /// <summary>The process: <c>service {options as JSON}</c>.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        ServerOptions options = JsonSerializer.Deserialize<ServerOptions>(args[1])!;
        await using var app = RetrievalServer.Build(options, configure: builder =>
            builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("EpmRl", LogLevel.Information));
        await app.StartAsync();
        await Task.Delay(Timeout.Infinite);
        return 0;
    }

    /// <summary>Starts it.</summary>
    public static ServiceProcess Start(ServerOptions options)
    {
        int port = FreePort();
        options.Urls = $"http://127.0.0.1:{port}";
        var start = new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, Path.GetFileNameWithoutExtension(typeof(ServiceProcess).Assembly.Location)))
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.ArgumentList.Add(Mode);
        start.ArgumentList.Add(JsonSerializer.Serialize(options));
        start.Environment["DOTNET_TieredPGO"] = "0"; // it ends before profiling pays
        return new ServiceProcess(Process.Start(start)!, new Uri(options.Urls));
    }

    /// <summary>A port that is free now.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Waits until it answers.</summary>
    public async Task ReadyAsync(HttpClient client)
    {
        for (int i = 0; i < 1_800; i++) // minutes: kill tests load the machine with several services
        {
            Assert.False(process.HasExited, $"The service ended: {Log}");
            try
            {
                using HttpResponseMessage ready = await client.GetAsync(new Uri(Address, "/readyz"));
                if (ready.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
            }

            await Task.Delay(100);
        }

        Assert.Fail($"The service is not ready: {Log}");
    }

    /// <summary>SIGKILL.</summary>
    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }
}
