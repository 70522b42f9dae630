using System.Diagnostics;
using System.Globalization;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Indexing.Reindexing;

/// <summary>A process that edits a taxonomy and reindexes it without end, until a test kills it.</summary>
internal static class KilledReindex
{
    public const string Mode = "reindex";
    public const int Keep = 2;

    /// <summary>
    /// The process: <c>reindex folder seed log</c>. A line of the log is an acknowledgement: an edit's, or a finished reindex's.
    /// </summary>
    public static async Task<int> RunAsync(string[] args)
    {
        (string folder, int seed, string log) = (args[1], int.Parse(args[2], CultureInfo.InvariantCulture), args[3]);
        using var acknowledge = new FileStream(log, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        (int edited, _) = ReadLog(log);
        EditedTaxonomy source = new EditedTaxonomy(seed).EditTo(edited);
        var random = new Random(Environment.ProcessId);
        var encoder = new HashingEncoder(dimension: 16);
        int arriving = 0;
        var files = new FileSystem(change =>
        {
            Console.WriteLine(change); // reports progress to the test, however busy the machine
            if (arriving > 0 && random.Next(30) == 0)
            {
                arriving--;
                Edit();
            }
        });
        var reindexer = new Reindexer(folder, null, new IndexBuildOptions { Keep = Keep, BlockSize = 4, Files = files });
        for (int runs = 0; runs < 100; runs++) // ends by itself should its test end before it
        {
            Edit();
            arriving = random.Next(2);
            IndexBuildResult result = await reindexer.RunAsync(source, encoder);
            Write($"reindexed {result.Manifest.TaxonomyVersion}\n");
        }

        return 0;

        void Edit()
        {
            source.Edit();
            Write($"edited {source.Now.Version}\n");
        }

        void Write(string line) => acknowledge.Write(System.Text.Encoding.UTF8.GetBytes(line));
    }

    public static Process Start(string folder, int seed, string log) => TestProcess.Start(Mode, folder, seed, log);

    /// <summary>Numbers of the last edit and of the last finished reindex that were acknowledged.</summary>
    public static (int Edited, int Reindexed) ReadLog(string log)
    {
        using var reader = new StreamReader(new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        string[] lines = reader.ReadToEnd().Split('\n')[..^1]; // a line without its end was not acknowledged
        return (Last("edited edit-"), Last("reindexed edit-"));

        int Last(string start) => lines.LastOrDefault(line => line.StartsWith(start, StringComparison.Ordinal)) is { } line
            ? int.Parse(line[start.Length..], CultureInfo.InvariantCulture)
            : 0;
    }
}
