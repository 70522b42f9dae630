using System.Diagnostics;
using System.Globalization;

namespace EpmRl.Retrieval.Tests;

/// <summary>This program again, as a process that a test kills or that kills itself.</summary>
internal static class TestProcess
{
    /// <summary>Starts it with its output redirected.</summary>
    /// <param name="args">The work by which <c>Program.cs</c> knows it, and what the work needs.</param>
    public static Process Start(params object[] args)
    {
        var start = new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, Path.GetFileNameWithoutExtension(typeof(TestProcess).Assembly.Location)))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (object arg in args)
        {
            start.ArgumentList.Add(string.Create(CultureInfo.InvariantCulture, $"{arg}"));
        }

        start.Environment["DOTNET_TieredPGO"] = "0"; // it ends before profiling pays
        return Process.Start(start)!;
    }
}
