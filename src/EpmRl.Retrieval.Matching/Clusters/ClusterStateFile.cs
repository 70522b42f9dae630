using System.Text.Json;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Matching;

/// <summary>
/// The file of a <see cref="ClusterState"/>, JSON Lines: a header, a line for each listing, a line for each pair. It is replaced as a
/// whole, so that a crash leaves the earlier state.
/// </summary>
internal static class ClusterStateFile
{
    /// <summary>The file's name in the folder of a state.</summary>
    public const string Name = "clusters.jsonl";

    private const int Format = 1;

    /// <summary>Reads the state of a folder; the empty one where there is none.</summary>
    /// <exception cref="FileFormatException">The file is damaged, or of another version.</exception>
    public static ClusterState Read(string folder)
    {
        string path = Path.Combine(folder, Name);
        if (!File.Exists(path))
        {
            return ClusterState.Empty;
        }

        int number = 0;
        try
        {
            using IEnumerator<string> lines = File.ReadLines(path).GetEnumerator();
            (int run, long next, int listings, int pairs) = Parse(Next(), header =>
            {
                if (header.Whole("format", 1, int.MaxValue) is var format && format != Format)
                {
                    throw new FormatException($"'format' is {format}, expected {Format}: another version of the program wrote it");
                }

                return ((int)header.Whole("run", 0, int.MaxValue), header.Whole("next", 1, long.MaxValue),
                    (int)header.Whole("listings", 0, int.MaxValue), (int)header.Whole("pairs", 0, int.MaxValue));
            });
            var readListings = new List<StoredListing>();
            for (int i = 0; i < listings; i++)
            {
                readListings.Add(Parse(Next(), line => new StoredListing(
                    line.Text("id"), line.Text("hash"), line.Text("cluster"), (int)line.Whole("since", 0, int.MaxValue))));
            }

            var readPairs = new List<ScoredPair>();
            for (int i = 0; i < pairs; i++)
            {
                readPairs.Add(Parse(Next(), line => new ScoredPair(
                    (int)line.Whole("a", 0, listings - 1), (int)line.Whole("b", 0, listings - 1), line.Number("p"),
                    VerdictNames.TryParse(line.Text("v"), out MatchVerdict verdict) ? verdict : throw line.Unknown("v", "a verdict"))));
            }

            return new ClusterState(run, next, readListings, readPairs);

            string Next()
            {
                number++;
                return lines.MoveNext() ? lines.Current : throw new FormatException("it ends too early, so it was cut");
            }
        }
        catch (JsonException fault)
        {
            throw Damaged(JsonFault.Describe(fault));
        }
        catch (FormatException fault)
        {
            throw Damaged(fault.Message);
        }

        FileFormatException Damaged(string fault) => new(
            [
                new FileProblem(
                    path, number, $"{fault}. Restore the file, or remove it: then all pairs are decided again and clusters get new ids."),
            ]);
    }

    /// <summary>Replaces the state of a folder, which is made where it is missing.</summary>
    public static void Write(string folder, ClusterState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        Directory.CreateDirectory(folder);
        AtomicFile.Write(Path.Combine(folder, Name), stream =>
        {
            var lines = new JsonLineWriter(stream);
            lines.Write(json =>
            {
                json.WriteNumber("format"u8, Format);
                json.WriteNumber("run"u8, state.Run);
                json.WriteNumber("next"u8, state.NextId);
                json.WriteNumber("listings"u8, state.Listings.Count);
                json.WriteNumber("pairs"u8, state.Pairs.Count);
            });
            foreach (StoredListing listing in state.Listings)
            {
                lines.Write(json =>
                {
                    json.WriteString("id"u8, listing.Id);
                    json.WriteString("hash"u8, listing.Hash);
                    json.WriteString("cluster"u8, listing.Cluster);
                    json.WriteNumber("since"u8, listing.Since);
                });
            }

            foreach (ScoredPair pair in state.Pairs)
            {
                lines.Write(json =>
                {
                    json.WriteNumber("a"u8, pair.Left);
                    json.WriteNumber("b"u8, pair.Right);
                    json.WriteNumber("p"u8, pair.Probability);
                    json.WriteString("v"u8, VerdictNames.Of(pair.Verdict));
                });
            }

            lines.Flush();
        });
    }

    private static T Parse<T>(string line, Func<JsonField, T> read)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        return read(JsonField.Of(document.RootElement));
    }
}
