using System.Diagnostics;
using EpmRl.Retrieval.TestKit;
using Npgsql;

namespace EpmRl.Retrieval.Server.Tests.Jobs;

/// <summary>PostgreSQL and NATS of Debian's packages on loopback, each restartable. Tests are skipped where they are not
/// installed.</summary>
internal sealed class RealServers : IDisposable
{
    private const string Account = "postgres"; // PostgreSQL refuses to run as root

    private readonly string folder = Path.Combine(
        Path.GetTempPath(), $"epmrl-servers-{Environment.ProcessId}-{Environment.TickCount64:x}");

    private readonly int postgresPort = ServiceProcess.FreePort(), natsPort = ServiceProcess.FreePort();
    private Process? postgres;
    private Process? nats;

    public RealServers()
    {
        Assert.SkipUnless(PostgresFolder is not null, "PostgreSQL is not installed: apt-get install postgresql");
        Assert.SkipUnless(File.Exists("/usr/sbin/nats-server"), "NATS is not installed: apt-get install nats-server");
        Directory.CreateDirectory(folder);
        string data = Path.Combine(folder, "postgres");
        string[] owner = Environment.IsPrivilegedProcess ? ["-o", Account] : [];
        Run("install", ["-d", "-m", "700", .. owner, data]);
        RunAs(Path.Combine(PostgresFolder!, "initdb"), "-D", data, "-U", "epmrl", "-A", "trust", "--no-sync", "--locale=C.UTF-8");
        StartPostgres();
        StartNats();
    }

    public string Postgres => $"Host=127.0.0.1;Port={postgresPort};Username=epmrl;Database=postgres;Timeout=5";

    public string Nats => $"nats://127.0.0.1:{natsPort}";

    private static string? PostgresFolder => Directory.Exists("/usr/lib/postgresql")
        ? Directory.EnumerateDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal)
            .Select(version => Path.Combine(version, "bin"))
            .LastOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")))
        : null;

    /// <summary>Kills PostgreSQL and starts it again.</summary>
    public void RestartPostgres()
    {
        Stop(ref postgres);
        StartPostgres();
    }

    /// <summary>Kills NATS and starts it again.</summary>
    public void RestartNats()
    {
        Stop(ref nats);
        StartNats();
    }

    public void Dispose()
    {
        Stop(ref postgres);
        Stop(ref nats);
        Directory.Delete(folder, recursive: true);
    }

    private static ProcessStartInfo InAccount(string program, IEnumerable<string> args) => Environment.IsPrivilegedProcess
        ? new ProcessStartInfo("setpriv", ["--reuid", Account, "--regid", Account, "--clear-groups", program, .. args])
        : new ProcessStartInfo(program, args);

    private static void RunAs(string program, params string[] args) => Run(InAccount(program, args));

    private static void Run(string program, params string[] args) => Run(new ProcessStartInfo(program, args));

    private static void Run(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.WorkingDirectory = "/";
        using Process process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{start.FileName} {string.Join(' ', start.ArgumentList)}: {errors}");
    }

    private static Process Quiet(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.WorkingDirectory = "/";
        Process process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    // SIGQUIT is PostgreSQL's immediate shutdown: no clean end, and no orphan that holds its shared memory.
    private static void Stop(ref Process? process)
    {
        if (process is null)
        {
            return;
        }

        using Process? kill = Process.Start("kill", ["-QUIT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        if (!process.WaitForExit(5000))
        {
            process.Kill();
            process.WaitForExit();
        }

        process.Dispose();
        process = null;
    }

    private void StartPostgres()
    {
        string data = Path.Combine(folder, "postgres");
        postgres = Quiet(InAccount(Path.Combine(PostgresFolder!, "postgres"),
            ["-D", data, "-p", $"{postgresPort}", "-h", "127.0.0.1", "-k", data, "-c", "fsync=off", "-c", "shared_buffers=16MB"]));
        Wait(() =>
        {
            using var connection = new NpgsqlConnection(Postgres + ";Pooling=false");
            connection.Open();
        });
    }

    private void StartNats()
    {
        nats = Quiet(new ProcessStartInfo(
            "/usr/sbin/nats-server", ["-a", "127.0.0.1", "-p", $"{natsPort}", "-js", "-sd", Path.Combine(folder, "nats")]));
        Wait(() =>
        {
            using var client = new System.Net.Sockets.TcpClient("127.0.0.1", natsPort);
        });
    }

    private static void Wait(Action attempt)
    {
        for (int i = 0; ; i++)
        {
            try
            {
                attempt();
                return;
            }
            catch (Exception notYet) when (i < 300 && notYet is NpgsqlException or System.Net.Sockets.SocketException)
            {
                Thread.Sleep(100);
            }
        }
    }
}
