using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Cli.Tests.Privacy;

/// <summary>
/// A real `epmrl` process under strace, with a home and a temporary folder of its own, both empty. The trace lists every file that it
/// or a library in it opens for writing, and every socket.
/// </summary>
internal sealed partial class TracedProcess : IDisposable
{
    // The .NET runtime's own diagnostic port, debugger pipes and debugger semaphores (DOTNET_EnableDiagnostics); local, and gone with the
    // process.
    [GeneratedRegex(@"^(dotnet-diagnostic-\d+-\d+-socket|clr-debug-pipe-\d+-\d+-(in|out)|sem\.clr(st|co)[0-9a-f]+)$")]
    private static partial Regex RuntimePipes();

    // "1234  1764452000.123456 openat(AT_FDCWD</folder>, "name", O_WRONLY|O_CREAT, 0666) = 5</folder/name>"
    [GeneratedRegex(@"^\d+ +(?<time>\d+\.\d+) (?<call>\w+)\((?<arguments>.*)$")]
    private static partial Regex Call();

    [GeneratedRegex("\"(?<path>[^\"]*)\"")]
    private static partial Regex Quoted();

    private readonly ScratchFolder scratch = new();
    private readonly Process process;

    private TracedProcess(string[] args)
    {
        Directory.CreateDirectory(scratch["home"]);
        Directory.CreateDirectory(scratch["tmp"]);
        Directory.CreateDirectory(Work);
        var start = new ProcessStartInfo("strace")
        {
            WorkingDirectory = Work,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] tracing =
        [
            "-f", "-qq", "-ttt", "-y", "-s", "4096", "--seccomp-bpf", "-o", scratch["trace"],
            "-e",
            "trace=network,open,openat,openat2,creat,mkdir,mkdirat,mknod,mknodat,link,linkat,symlink,symlinkat,rename,renameat,renameat2",
        ];
        foreach (string arg in (string[])[.. tracing, "dotnet", "exec", Path.Combine(AppContext.BaseDirectory, "epmrl.dll"), .. args])
        {
            start.ArgumentList.Add(arg);
        }

        foreach (string name in start.Environment.Keys.Where(
            name => name.StartsWith("EPMRL_", StringComparison.Ordinal) || name.StartsWith("ORT_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["HOME"] = scratch["home"];
        start.Environment["TMPDIR"] = scratch["tmp"];
        start.Environment.Remove("XDG_CACHE_HOME");
        process = Process.Start(start)!;
    }

    /// <summary>The process's working folder, the only one that it may write to.</summary>
    public string Work => scratch["work"];

    /// <summary>Starts the command. Skips the test where there is no strace or it may not trace; on a build machine it must.</summary>
    public static TracedProcess Start(params string[] args)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "strace is for Linux.");
        string? missing = WhyNoTrace();
        Assert.False(missing is not null && Environment.GetEnvironmentVariable("CI") == "true", missing);
        Assert.SkipWhen(missing is not null, missing ?? "");
        return new TracedProcess(args);
    }

    /// <summary>Writes a line to its standard input.</summary>
    public async Task WriteLineAsync(string line)
    {
        await process.StandardInput.WriteLineAsync(line);
        await process.StandardInput.FlushAsync();
    }

    /// <summary>Closes its standard input and waits for its end.</summary>
    public async Task<Trace> EndAsync()
    {
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        await process.WaitForExitAsync(patience.Token);
        return Read(File.ReadAllLines(scratch["trace"]), new CliResult(process.ExitCode, await output, await error));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }

        process.Dispose();
        scratch.Dispose();
    }

    private Trace Read(string[] lines, CliResult result)
    {
        var offences = new List<string>();
        double loaded = double.NaN;
        double last = 0;
        foreach (Match line in lines.Select(line => Call().Match(line)).Where(line => line.Success))
        {
            string call = line.Groups["call"].Value;
            string arguments = line.Groups["arguments"].Value;
            last = double.Parse(line.Groups["time"].Value, CultureInfo.InvariantCulture);
            string[] paths = [.. Quoted().Matches(arguments).Select(match => match.Groups["path"].Value)];
            if (call is "open" or "openat" or "openat2" && paths is [var opened, ..]
                && opened.EndsWith("/libonnxruntime.so", StringComparison.Ordinal))
            {
                loaded = last;
            }

            if (IsOffence(call, arguments, paths))
            {
                offences.Add($"{call}({arguments}");
            }
        }

        offences.AddRange(Directory.EnumerateFileSystemEntries(scratch["home"], "*", SearchOption.AllDirectories));
        offences.AddRange(Directory.EnumerateFileSystemEntries(scratch["tmp"], "*", SearchOption.AllDirectories)
            .Where(path => !RuntimePipes().IsMatch(Path.GetFileName(path))));
        return new Trace(result, offences, TimeSpan.FromSeconds(double.IsNaN(loaded) ? 0 : last - loaded));
    }

    private bool IsOffence(string call, string arguments, string[] paths) => call switch
    {
        // Local sockets are the runtime's diagnostic port alone; a name service cache (nscd) is asked only to look up a name.
        "socket" or "socketpair" => !arguments.StartsWith("AF_UNIX", StringComparison.Ordinal),
        "bind" or "connect" or "sendto" or "sendmsg" or "sendmmsg" =>
            paths is not [var socket, ..] || !RuntimePipes().IsMatch(Path.GetFileName(socket)),
        "open" or "openat" or "openat2" => (arguments.Contains("O_WRONLY", StringComparison.Ordinal)
            || arguments.Contains("O_RDWR", StringComparison.Ordinal)
            || arguments.Contains("O_CREAT", StringComparison.Ordinal)) && !MayWrite(arguments, paths),
        "creat" or "mkdir" or "mkdirat" or "mknod" or "mknodat" or "link" or "linkat" or "symlink" or "symlinkat"
            or "rename" or "renameat" or "renameat2" => !MayWrite(arguments, paths),
        _ => false, // accept, listen, getsockname … of a socket that was judged when it was made
    };

    // Every path of the call. A relative one is relative to the folder that strace shows after the handle: AT_FDCWD</folder>, "name".
    private bool MayWrite(string arguments, string[] paths)
    {
        string from = Regex.Match(arguments, "^[^\"]*<(?<folder>[^>]*)>").Groups["folder"].Value;
        return paths.Length > 0 && paths.All(path =>
        {
            string full = Path.GetFullPath(Path.Combine(from.Length > 0 ? from : Work, path));
            return (full + "/").StartsWith(Work + "/", StringComparison.Ordinal)
                || full is "/dev/null" or "/dev/tty" // the runtime asks whether there is a terminal
                // names of threads
                || (full.StartsWith("/proc/", StringComparison.Ordinal) && full.EndsWith("/comm", StringComparison.Ordinal))
                || (Path.GetDirectoryName(full) is string folder && (folder == scratch["tmp"] || folder == "/dev/shm")
                    && RuntimePipes().IsMatch(Path.GetFileName(full)));
        });
    }

    private static string? WhyNoTrace()
    {
        try
        {
            string[] arguments = ["-f", "-qq", "--seccomp-bpf", "-e", "trace=socket", "true"];
            using Process trial = Process.Start(new ProcessStartInfo("strace", arguments) { RedirectStandardError = true })!;
            string error = trial.StandardError.ReadToEnd();
            trial.WaitForExit();
            return trial.ExitCode == 0 ? null : $"strace may not trace here: {error.Trim()}";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "strace was not found (Debian: apt-get install strace).";
        }
    }
}

/// <summary>The result of a traced process.</summary>
/// <param name="Result">Its exit code and what it printed.</param>
/// <param name="Offences">Writes outside its folder, sockets other than local ones, and what it left in its home and temporary
/// folder.</param>
/// <param name="AliveWithRuntime">How long it lived after it had loaded ONNX Runtime; 0 where it did not.</param>
internal sealed record Trace(CliResult Result, IReadOnlyList<string> Offences, TimeSpan AliveWithRuntime);
