using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using EpmRl.Retrieval.TestKit;
using EpmRl.Retrieval.TestKit.Qdrant;

namespace EpmRl.Retrieval.Indexing.Qdrant.Tests;

/// <summary>
/// Bulk load into the emulator, measured only when <c>EPMRL_BENCH</c> names the file to append to. It compiles with the adapter of earlier
/// commits, too: <c>qdrant-load-bench.sh</c> runs the two in alternation.
/// </summary>
public sealed class LoadBench
{
    private const int Dimension = 384;

    [Fact]
    public async Task Points_per_second_and_bytes_per_point_of_a_load()
    {
        string? results = Environment.GetEnvironmentVariable("EPMRL_BENCH");
        Assert.SkipWhen(results is null, "A measurement: name a file in EPMRL_BENCH.");
        await using TestServer server = await TestServer.StartAsync(new QdrantEmulatorOptions { NotesExchanges = false });
        await using var index = new ServedIndex(server);
        using EmbeddedVectorIndex version = await index.BuildAsync(
            TestTaxonomies.Random(seed: 3, categories: 25, attributes: 30, values: 60), new HashingEncoder(Dimension));

        // An adapter without a gRPC port speaks REST.
        PropertyInfo? grpcPort = typeof(QdrantOptions).GetProperty("GrpcPort");
        using var wire = new ByteCounter(grpcPort is null
            ? server.At.Rest.Port
            : ((Uri)typeof(QdrantEmulator).GetProperty("GrpcAddress")!.GetValue(server.Emulator)!).Port);
        foreach (string round in (string[])["warm-up", "1", "2", "3"])
        {
            QdrantOptions options = index.Options with { Alias = $"bench-{round}", BatchPoints = 256 };
            if (grpcPort is null)
            {
                options = options with { Address = new Uri($"http://127.0.0.1:{wire.Port}") };
            }
            else
            {
                grpcPort.SetValue(options, wire.Port);
            }

            using var target = new QdrantTarget(options);
            var written = new Stamp();
            long bytes = wire.Sent, start = Stopwatch.GetTimestamp();
            TimeSpan cpu = Process.GetCurrentProcess().TotalProcessorTime;
            await target.LoadAsync(version, written);
            cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
            double seconds = Stopwatch.GetElapsedTime(start, written.Last).TotalSeconds;
            long points = version.Manifest.Vectors;
            if (round != "warm-up")
            {
                await File.AppendAllTextAsync(results!, string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(grpcPort is null ? "REST" : "gRPC")} {points} points: {points / seconds:0} points/s, "
                        + $"{(double)(wire.Sent - bytes) / points:0} bytes/point, "
                        + $"{cpu.TotalMilliseconds * 1000 / points:0} CPU us/point (client and emulator)\n"));
            }
        }
    }

    private sealed class Stamp : IProgress<IndexBuildProgress>
    {
        public long Last { get; private set; }

        public void Report(IndexBuildProgress value) => Last = Stopwatch.GetTimestamp();
    }

    /// <summary>Passes bytes on to a port of the loopback interface and counts those that a client sends.</summary>
    private sealed class ByteCounter : IDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly int target;
        private long sent;

        public ByteCounter(int target)
        {
            this.target = target;
            listener.Start();
            _ = AcceptAsync();
        }

        public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

        public long Sent => Interlocked.Read(ref sent);

        public void Dispose() => listener.Dispose();

        private async Task AcceptAsync()
        {
            while (true)
            {
                TcpClient client = await listener.AcceptTcpClientAsync();
                var server = new TcpClient();
                await server.ConnectAsync(IPAddress.Loopback, target);
                client.NoDelay = server.NoDelay = true;
                _ = PassAsync(client, server, counts: true);
                _ = PassAsync(server, client, counts: false);
            }
        }

        private async Task PassAsync(TcpClient from, TcpClient to, bool counts)
        {
            byte[] buffer = new byte[1 << 16];
            try
            {
                for (int read; (read = await from.GetStream().ReadAsync(buffer)) > 0;)
                {
                    if (counts)
                    {
                        Interlocked.Add(ref sent, read);
                    }

                    await to.GetStream().WriteAsync(buffer.AsMemory(0, read));
                }
            }
            catch (Exception closed) when (closed is IOException or ObjectDisposedException or InvalidOperationException)
            {
                // One side is gone.
            }

            from.Dispose();
            to.Dispose();
        }
    }
}
