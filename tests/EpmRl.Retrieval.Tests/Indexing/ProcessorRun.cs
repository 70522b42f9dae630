using System.Diagnostics;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Indexing;

/// <summary>Builds and asks an index of every form in a process whose runtime leaves instructions of the processor unused.</summary>
internal static class ProcessorRun
{
    public const string Mode = "processor";

    /// <summary>
    /// The process: <c>processor folder</c>. Prints, for each form, a hash of the version's files and one of the bits of all answers.
    /// </summary>
    public static async Task<int> RunAsync(string[] args)
    {
        foreach (VectorForm form in Enum.GetValues<VectorForm>())
        {
            string folder = Path.Combine(args[1], VectorForms.NameOf(form));
            var encoder = new HashingEncoder(dimension: 100);
            var options = new IndexBuildOptions { VectorForm = form, SmallestCodedIndex = 1 };
            IndexBuildResult built = await new IndexBuilder(folder, options).BuildAsync(
                TestTaxonomies.Random(seed: 5, categories: 6, attributes: 8, values: 30), encoder);
            using var index = EmbeddedVectorIndex.Open(folder);
            index.SmallestCodedScope = 0;
            string files = string.Join(' ', built.Manifest.Files.Values.Select(file => file.Sha256[..8]));
            Console.WriteLine($"{VectorForms.NameOf(form)}: files {files}, answers {await AnswersAsync(index, encoder):x16}");
        }

        return 0;
    }

    /// <summary>Runs the process.</summary>
    /// <param name="folder">Where it builds.</param>
    /// <param name="setting">Name of a setting of the runtime that is set to 0; null for none.</param>
    /// <returns>What it printed.</returns>
    public static async Task<string> StartAsync(string folder, string? setting)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(ProcessorRun).Assembly.Location, Mode, folder])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (setting is not null)
        {
            start.Environment[setting] = "0";
        }

        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Xunit.Assert.True(process.ExitCode == 0, await error);
        return output;
    }

    private static async Task<ulong> AnswersAsync(EmbeddedVectorIndex index, HashingEncoder encoder)
    {
        var hash = new XxHash3();
        for (int q = 0; q < 20; q++)
        {
            float[] query = encoder.Encode($"w{q} w{q * 7} w{q * 31}");
            foreach (ValueHit hit in await index.SearchAsync(query, new ValueFilter(), 50))
            {
                Append($"{hit.CategoryId} {hit.AttributeId} {hit.ValueId}", hit.Score);
            }

            foreach (CategoryScore category in await index.ScoreCategoriesAsync(query, 10))
            {
                Append(category.CategoryId, category.Score);
                foreach (AttributeScores attribute in await index.ScoreAsync(query, category.CategoryId, 1000))
                {
                    Append(attribute.AttributeId, attribute.NullScore);
                    foreach (ScoredValue value in attribute.Values)
                    {
                        Append(value.ValueId, value.Score);
                    }
                }
            }
        }

        return hash.GetCurrentHashAsUInt64();

        void Append(string id, float score)
        {
            hash.Append(MemoryMarshal.AsBytes(id.AsSpan()));
            hash.Append(BitConverter.GetBytes(score));
        }
    }
}
