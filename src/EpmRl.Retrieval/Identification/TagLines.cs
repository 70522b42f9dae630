using System.Runtime.CompilerServices;
using System.Text.Json;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Identification;

/// <summary>A line of stored results.</summary>
/// <param name="Number">Line number, from 1.</param>
/// <param name="Profile">The parts of the listing that the line contains; null for a bad line.</param>
/// <param name="Result">Its result; null for a bad line.</param>
/// <param name="Fault">What is wrong with a bad line; null for a good one.</param>
internal sealed record TagLine(long Number, ProductProfile? Profile, TagResult? Result, string? Fault);

/// <summary>Reads stored results, the JSON Lines of <c>epmrl tag</c>. A bad line never stops the rest.</summary>
internal static class TagLines
{
    /// <summary>Reads the lines in order; empty ones are skipped.</summary>
    /// <param name="stream">The stream, UTF-8.</param>
    /// <param name="cancellationToken">Checked for each line.</param>
    public static async IAsyncEnumerable<TagLine> ReadAsync(
        Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var reader = new StreamReader(stream, leaveOpen: true);
        for (long number = 1; await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } text; number++)
        {
            if (!string.IsNullOrWhiteSpace(text))
            {
                yield return Parse(number, text);
            }
        }
    }

    private static TagLine Parse(long number, string text)
    {
        try
        {
            (ProductProfile profile, TagResult result) = TagResultReader.Read(JsonElement.Parse(text));
            return new TagLine(number, profile, result, null);
        }
        catch (JsonException damaged)
        {
            return Bad(JsonFault.Describe(damaged));
        }
        catch (Exception wrong) when (wrong is FormatException or ArgumentException or InvalidOperationException)
        {
            // Not the reader's own message: a duplicate key, or a lone surrogate in one.
            return Bad(wrong is FormatException ? wrong.Message : "a key is duplicate or not valid Unicode");
        }

        TagLine Bad(string fault) => new(number, null, null, $"The line is not a tag result: {fault}.");
    }
}
