using System.Runtime.CompilerServices;
using System.Text.Json;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Matching;

/// <summary>
/// Reads decided pairs, JSON Lines: <c>{"a","b","verdict","probability","reasons", …}</c>. Bad lines are reported and skipped.
/// </summary>
internal static class DecidedPairReader
{
    private const int MostQuoted = 1000; // characters of a bad line, as for listings

    /// <summary>Reads the pairs of a stream, in order.</summary>
    /// <param name="source">The bytes, UTF-8; the caller disposes it.</param>
    /// <param name="name">Its name in errors.</param>
    /// <param name="onError">Receives every bad line.</param>
    /// <param name="keepReasons">Whether the reasons are kept; they take most of the memory.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    public static async IAsyncEnumerable<DecidedPair> ReadAsync(
        Stream source, string name, Action<RowError> onError, bool keepReasons = false,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var text = new StreamReader(source, leaveOpen: true);
        for (long line = 1; await text.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } row; line++)
        {
            if (string.IsNullOrWhiteSpace(row))
            {
                continue;
            }

            DecidedPair? pair = null;
            RowError? fault = null;
            try
            {
                pair = Parse(row, line, keepReasons);
            }
            catch (JsonException exception)
            {
                fault = Error(null, $"{JsonFault.Describe(exception)}. Expected an object with 'a', 'b' and 'probability'.");
            }
            catch (FormatException exception)
            {
                fault = Error(null, exception.Message + ".");
            }

            if (fault is not null)
            {
                onError(fault);
            }
            else
            {
                yield return pair!;
            }

            RowError Error(string? field, string message) =>
                new(name, line, field, message, row.Length > MostQuoted ? row[..MostQuoted] : row);
        }
    }

    private static DecidedPair Parse(string row, long line, bool keepReasons)
    {
        using JsonDocument document = JsonDocument.Parse(row);
        JsonField fields = JsonField.Of(document.RootElement);
        double probability = fields.Number("probability");
        if (probability is not (>= 0 and <= 1))
        {
            throw new FormatException(FormattableString.Invariant($"'probability' is {probability}, expected a number from 0 to 1"));
        }

        MatchVerdict verdict = probability >= 0.5 ? MatchVerdict.Same : MatchVerdict.Different;
        if (fields.TextOrNull("verdict") is { } word && !VerdictNames.TryParse(word, out verdict))
        {
            throw fields.Unknown("verdict", "same, variant, different or unsure");
        }

        JsonElement whole = document.RootElement;
        JsonElement reasons = keepReasons && whole.TryGetProperty("reasons", out JsonElement found) ? found.Clone() : default;
        return new DecidedPair(
            IdOf(whole, fields, "a"), IdOf(whole, fields, "b"), probability, verdict, reasons, line, fields.TextOrNull("model"));
    }

    // Ids are texts; a file made by hand may have numbers.
    private static string IdOf(JsonElement row, JsonField fields, string field) =>
        row.TryGetProperty(field, out JsonElement id) && id.ValueKind == JsonValueKind.Number ? id.GetRawText() : fields.Text(field);
}
