using System.Diagnostics;
using System.Globalization;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Indexing;

/// <summary>A build in a process of its own, which a test can kill, or which kills itself before a chosen step.</summary>
internal static class KilledBuild
{
    public const string Mode = "build";

    public const int BlockSize = 32;

    public static ProductTaxonomy Taxonomy(int seed) => TestTaxonomies.Random(seed, categories: 14, attributes: 10, values: 20);

    /// <summary>The process: <c>build folder seed log killAtStep pause</c>. Prints the number of steps when it was not killed.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        string folder = args[1], log = args[3];
        int killAt = int.Parse(args[4], CultureInfo.InvariantCulture), pause = int.Parse(args[5], CultureInfo.InvariantCulture), step = 0;
        var encoder = new HashingEncoder
        {
            OnBatch = texts =>
            {
                File.AppendAllLines(log, texts);
                Thread.Sleep(pause); // stands for the time that a real encoder takes
            },
        };
        var options = new IndexBuildOptions
        {
            BlockSize = BlockSize,
            Files = new FileSystem(_ =>
            {
                if (step++ == killAt)
                {
                    Process.GetCurrentProcess().Kill();
                    Thread.Sleep(Timeout.Infinite);
                }
            }),
        };
        await new IndexBuilder(folder, options).BuildAsync(Taxonomy(int.Parse(args[2], CultureInfo.InvariantCulture)), encoder);
        Console.WriteLine(step);
        return 0;
    }

    /// <summary>Starts the process.</summary>
    /// <param name="folder">The index.</param>
    /// <param name="seed">Seed of the taxonomy.</param>
    /// <param name="log">Takes every text that is encoded, one a line.</param>
    /// <param name="killAtStep">Step before which the process kills itself; -1 for none.</param>
    /// <param name="pause">Milliseconds per block.</param>
    public static Process Start(string folder, int seed, string log, int killAtStep = -1, int pause = 0)
    {
        string[] args =
        [
            typeof(KilledBuild).Assembly.Location, Mode, folder, seed.ToString(CultureInfo.InvariantCulture), log,
            killAtStep.ToString(CultureInfo.InvariantCulture), pause.ToString(CultureInfo.InvariantCulture),
        ];
        return Process.Start(new ProcessStartInfo("dotnet", args) { RedirectStandardOutput = true, RedirectStandardError = true })!;
    }
}
