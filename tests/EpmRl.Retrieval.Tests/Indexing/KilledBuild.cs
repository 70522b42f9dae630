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

    /// <summary>The process: <c>build folder seed log killAtStep pause</c>.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        int[] numbers = [.. new[] { args[2], args[4], args[5] }.Select(text => int.Parse(text, CultureInfo.InvariantCulture))];
        await BuildAsync(args[1], numbers[0], args[3], killAtStep: numbers[1], pause: numbers[2]);
        return 0;
    }

    /// <summary>Builds in this process.</summary>
    /// <param name="folder">The index.</param>
    /// <param name="seed">Seed of the taxonomy.</param>
    /// <param name="log">Takes every text that is encoded, one a line.</param>
    /// <param name="killAtStep">Step before which the process kills itself; -1 for none.</param>
    /// <param name="pause">Milliseconds per block.</param>
    /// <returns>The number of steps.</returns>
    public static async Task<int> BuildAsync(string folder, int seed, string log, int killAtStep = -1, int pause = 0)
    {
        int step = 0;
        var encoder = new HashingEncoder
        {
            OnBatch = texts =>
            {
                File.AppendAllLines(log, texts);
                Thread.Sleep(pause); // simulates the time of a real encoder
            },
        };
        var options = new IndexBuildOptions
        {
            BlockSize = BlockSize,
            Files = new FileSystem(_ =>
            {
                if (step++ == killAtStep)
                {
                    Process.GetCurrentProcess().Kill();
                    Thread.Sleep(Timeout.Infinite);
                }
            }),
        };
        await new IndexBuilder(folder, options).BuildAsync(Taxonomy(seed), encoder);
        return step;
    }

    /// <summary>Starts the process.</summary>
    /// <param name="folder">The index.</param>
    /// <param name="seed">Seed of the taxonomy.</param>
    /// <param name="log">Takes every text that is encoded, one a line.</param>
    /// <param name="killAtStep">Step before which the process kills itself; -1 for none.</param>
    /// <param name="pause">Milliseconds per block.</param>
    public static Process Start(string folder, int seed, string log, int killAtStep = -1, int pause = 0) =>
        TestProcess.Start(Mode, folder, seed, log, killAtStep, pause);
}
