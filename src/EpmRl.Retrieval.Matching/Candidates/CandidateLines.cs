using System.Text.Json;
using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Matching;

/// <summary>Writes candidates as JSON Lines: <c>{"a","b","score","by"}</c>.</summary>
internal static class CandidateLines
{
    private const int Decimals = 6;

    /// <summary>Writes candidates.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="pairs">The pairs.</param>
    /// <param name="left">The first list.</param>
    /// <param name="right">The second, or the first again.</param>
    /// <param name="cancellationToken">Cancels writing.</param>
    public static void Write(Stream stream, IReadOnlyList<CandidatePair> pairs, ListingTable left, ListingTable right,
        CancellationToken cancellationToken)
    {
        using var json = new Utf8JsonWriter(stream, JsonLines.Writing);
        foreach (CandidatePair pair in pairs)
        {
            cancellationToken.ThrowIfCancellationRequested();
            json.WriteStartObject();
            json.WriteString("a"u8, left.Listings[pair.Left].Id);
            json.WriteString("b"u8, right.Listings[pair.Right].Id);
            json.WriteNumber("score"u8, Math.Round((decimal)pair.Score, Decimals));
            json.WriteStartArray("by"u8);
            foreach (CandidateSources source in Of(pair.By))
            {
                json.WriteStringValue(NameOf(source));
            }

            json.WriteEndArray();
            json.WriteEndObject();
            json.Flush();
            json.Reset();
            stream.WriteByte((byte)'\n');
        }
    }

    /// <summary>Writes the true pairs that are no candidates, with both titles: <c>{"a","b","title_a","title_b"}</c>.</summary>
    public static void WriteMisses(Stream stream, IReadOnlyList<(int Left, int Right)> misses, ListingTable left, ListingTable right)
    {
        using var json = new Utf8JsonWriter(stream, JsonLines.Writing);
        foreach ((int a, int b) in misses)
        {
            json.WriteStartObject();
            json.WriteString("a"u8, left.Listings[a].Id);
            json.WriteString("b"u8, right.Listings[b].Id);
            json.WriteString("title_a"u8, left.Listings[a].Title);
            json.WriteString("title_b"u8, right.Listings[b].Title);
            json.WriteEndObject();
            json.Flush();
            json.Reset();
            stream.WriteByte((byte)'\n');
        }
    }

    /// <summary>The single sources of a set.</summary>
    public static IEnumerable<CandidateSources> Of(CandidateSources sources) => Enum.GetValues<CandidateSources>()
        .Where(source => source != CandidateSources.None && (sources & source) != 0);

    /// <summary>A source's name in files: <c>dense</c>, <c>characters</c>.</summary>
    public static string NameOf(CandidateSources source) => source.ToString().ToLowerInvariant();
}
