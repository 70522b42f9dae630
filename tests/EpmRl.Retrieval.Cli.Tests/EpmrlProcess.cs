using System.Diagnostics;

namespace EpmRl.Retrieval.Cli.Tests;

/// <summary>A real `epmrl` process.</summary>
internal sealed class EpmrlProcess : IDisposable
{
    private readonly Process process;
    private readonly Task<string> output;
    private readonly Task<string> error;

    private EpmrlProcess(Process process)
    {
        this.process = process;
        output = process.StandardOutput.ReadToEndAsync();
        error = process.StandardError.ReadToEndAsync();
    }

    public bool HasExited => process.HasExited;

    /// <summary>Starts it in a folder with stdin open; the environment's own EPMRL_ variables are taken away.</summary>
    public static EpmrlProcess Start(string folder, params string[] args) => StartIn(folder, temporary: null, args);

    /// <summary>The same with another folder for temporary files.</summary>
    public static EpmrlProcess StartIn(string folder, string? temporary, string[] args)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "epmrl.dll"));
        foreach (string arg in args)
        {
            start.ArgumentList.Add(arg);
        }

        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("EPMRL_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["DOTNET_TieredPGO"] = "0"; // most processes end before profiling pays
        if (temporary is not null)
        {
            start.Environment["TMPDIR"] = temporary;
        }

        return new EpmrlProcess(Process.Start(start)!);
    }

    public static async Task<CliResult> RunAsync(string folder, string? input, params string[] args)
    {
        using EpmrlProcess process = Start(folder, args);
        await process.WriteAsync(input ?? "");
        process.process.StandardInput.Close();
        return await process.WaitAsync();
    }

    /// <summary>Writes to its stdin.</summary>
    public async Task WriteAsync(string text)
    {
        await process.StandardInput.WriteAsync(text);
        await process.StandardInput.FlushAsync();
    }

    public async Task<CliResult> WaitAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await process.WaitForExitAsync(patience.Token);
        return new CliResult(process.ExitCode, await output, await error);
    }

    /// <summary>Ends its stdin.</summary>
    public void CloseInput() => process.StandardInput.Close();

    public void Kill() => process.Kill();

    /// <summary>
    /// Asks it to stop, as Ctrl-C does. SIGTERM, as a process in the background of a script ignores SIGINT from the start.
    /// </summary>
    public void Interrupt() => Process.Start("kill", ["-TERM", process.Id.ToString()])!.WaitForExit();

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
    }
}
