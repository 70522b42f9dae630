using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using CsvHelper;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Server.Review;

/// <summary>Decisions as files: JSON lines, CSV that is safe in spreadsheets, and labelled listings for training.</summary>
internal static class DecisionFiles
{
    private const char Between = '|'; // values of one cell
    private static readonly string[] Columns =
        ["listing_id", "text_hash", "attribute_id", "action", "values", "reason", "author", "time", "taxonomy_version", "category"];

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 16,
    };

    /// <summary>Writes decisions as JSON lines.</summary>
    public static async Task WriteLinesAsync(
        IAsyncEnumerable<(Decision Decision, ReviewText? Text)> decisions, Stream output, CancellationToken cancellationToken)
    {
        await foreach ((Decision decision, _) in decisions.WithCancellation(cancellationToken))
        {
            await JsonSerializer.SerializeAsync(output, DecisionBody.Of(decision), Json, cancellationToken);
            await output.WriteAsync("\n"u8.ToArray(), cancellationToken);
        }
    }

    /// <summary>
    /// Writes decisions as CSV in UTF-8 with a byte order mark; cells that a spreadsheet would compute begin with an apostrophe.
    /// </summary>
    public static async Task WriteCsvAsync(
        IAsyncEnumerable<(Decision Decision, ReviewText? Text)> decisions, Stream output, CancellationToken cancellationToken)
    {
        await output.WriteAsync("\ufeff"u8.ToArray(), cancellationToken);
        await WriteRowAsync(output, Columns, cancellationToken);
        await foreach ((Decision decision, _) in decisions.WithCancellation(cancellationToken))
        {
            string time = DateTimeOffset.FromUnixTimeMilliseconds(decision.Time).ToString("O", CultureInfo.InvariantCulture);
            string values = string.Join(
                Between,
                decision.ValueList.Select(value =>
                    value.Replace("\\", @"\\", StringComparison.Ordinal).Replace("|", @"\|", StringComparison.Ordinal)));
            await WriteRowAsync(
                output,
                [
                    decision.ListingId, decision.TextHash, decision.AttributeId, decision.Action.ToString().ToLowerInvariant(), values,
                    decision.Reason, decision.Author, time, decision.TaxonomyVersion, decision.Category,
                ],
                cancellationToken);
        }
    }

    /// <summary>Writes listings whose text is kept, labelled by their decisions, in the form that <c>epmrl train --data</c>
    /// reads.</summary>
    public static async Task WriteLabelsAsync(
        IAsyncEnumerable<(Decision Decision, ReviewText? Text)> decisions, ProductTaxonomy taxonomy, Stream output,
        CancellationToken cancellationToken)
    {
        var listings = new Dictionary<string, (ReviewText Text, string Id, string Category, Dictionary<string,
            IReadOnlyList<string>> Gold)>(
            StringComparer.Ordinal);
        var succession = new ValueSuccession(taxonomy);
        await foreach ((Decision decision, ReviewText? text) in decisions.WithCancellation(cancellationToken))
        {
            if (text is null || decision.Category is not { } category
                || !taxonomy.TryFindAttribute(decision.AttributeId, out AttributeDefinition? attribute)
                || LabelsOf(decision, attribute, succession) is not { } labels)
            {
                continue;
            }

            if (!listings.TryGetValue(text.Hash, out var listing))
            {
                listing = (
                    text, decision.ListingId ?? text.Hash, category, new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal));
                listings.Add(text.Hash, listing);
            }

            listing.Gold[attribute.Name] = labels;
        }

        int line = 0;
        using var lines = new MemoryStream();
        foreach ((ReviewText text, string id, string category, Dictionary<string, IReadOnlyList<string>> gold) in listings.Values)
        {
            var profile = new ProductProfile { Id = id, Title = text.Title, Description = text.Description, Category = category };
            LabelledListingWriter.Write(
                [new LabelledListing { Profile = profile, Category = category, Gold = gold, Line = ++line }], lines, cancellationToken);
            await output.WriteAsync(lines.GetBuffer().AsMemory(0, (int)lines.Length), cancellationToken);
            lines.SetLength(0);
        }
    }

    /// <summary>Reads decisions of a file, line by line.</summary>
    /// <param name="input">The file, UTF-8.</param>
    /// <param name="isCsv">Whether it is CSV; else JSON lines.</param>
    /// <param name="maxLine">Longest line in bytes.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>Each row with its line: the decision, or what is wrong with it.</returns>
    /// <exception cref="InvalidDataException">The header of a CSV file lacks a column, or a line is too long.</exception>
    public static async IAsyncEnumerable<(long Line, DecisionBody? Body, string? Problem)> ReadAsync(
        Stream input, bool isCsv, int maxLine, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var lines = new LineReader(input, maxLine);
        Dictionary<string, int>? header = null;
        var record = new CsvRecord(',');
        long started = 0;
        long number = 0;
        while (await lines.ReadAsync(cancellationToken) is { } read)
        {
            string text = number++ == 0 ? read.TrimStart('\ufeff') : read;
            if (!isCsv)
            {
                if (text.Trim().Length > 0)
                {
                    yield return (number, ReadLine(text, out string? problem), problem);
                }

                continue;
            }

            started = record.Fields.Count == 0 ? number : started;
            CsvRecord.State state = record.Add(text);
            if (state == CsvRecord.State.NeedsLine)
            {
                continue;
            }

            List<string> fields = [.. record.Fields];
            record.Clear();
            if (header is null)
            {
                header = HeaderOf(fields);
            }
            else if (state == CsvRecord.State.TextAfterQuote)
            {
                yield return (started, null, "text follows a closing quote.");
            }
            else if (fields.Any(field => field.Length > 0))
            {
                yield return (started, BodyOf(fields, header, out string? problem), problem);
            }
        }

        if (isCsv && record.Fields.Count > 0)
        {
            yield return (started, null, "a quote is not closed.");
        }
    }

    private static IReadOnlyList<string>? LabelsOf(Decision decision, AttributeDefinition attribute, ValueSuccession succession)
    {
        var labels = new List<string>();
        foreach (string value in decision.ValueList)
        {
            ValueOutcome outcome = succession.Of(new ValueId(attribute.Id, value));
            if (outcome is { Fate: ValueFate.Kept or ValueFate.Redirected, Values: [var id] } && id.Attribute == attribute.Id)
            {
                labels.Add(succession.Find(id)!.Label);
            }
            else if (attribute.Open && succession.Find(new ValueId(attribute.Id, value)) is null)
            {
                labels.Add(value);
            }
            else
            {
                return null;
            }
        }

        return labels;
    }

    private static async Task WriteRowAsync(Stream output, IReadOnlyList<string?> cells, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        using (var text = new StreamWriter(buffer, new System.Text.UTF8Encoding(false), leaveOpen: true))
        {
            CsvWriter csv = CsvWriter.Create(text, new CsvWriterOptions { NewLine = "\n", Separator = ',' }, leaveOpen: true);
            foreach (string? cell in cells)
            {
                csv.WriteField(SpreadsheetText.Disarm((cell ?? "").Replace('\0', '\ufffd')));
            }

            csv.EndRecord();
            csv.Flush();
        }

        await output.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), cancellationToken);
    }

    private static DecisionBody? ReadLine(string text, out string? problem)
    {
        try
        {
            DecisionBody? body = JsonSerializer.Deserialize<DecisionBody>(text, Json);
            problem = body is null ? "the line is null; expected a decision." : null;
            return body;
        }
        catch (JsonException damaged)
        {
            problem = $"the line cannot be read: {JsonFault.Describe(damaged)}.";
            return null;
        }
    }

    private static Dictionary<string, int> HeaderOf(List<string> names)
    {
        var header = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < names.Count; i++)
        {
            header.TryAdd(names[i].Trim(), i);
        }

        return Columns[2..4].FirstOrDefault(column => !header.ContainsKey(column)) is { } missing
            ? throw new InvalidDataException(
                $"The header has no column '{missing}', only {string.Join(", ", header.Keys.Select(name => $"'{name}'"))}. "
                + $"Expected: {string.Join(", ", Columns)}.")
            : header;
    }

    private static DecisionBody? BodyOf(List<string> fields, Dictionary<string, int> header, out string? problem)
    {
        string? time = Cell("time");
        DateTimeOffset decided = default;
        problem = time is not null && !DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
            out decided)
            ? $"'time' is '{time}'; expected a time such as 2026-05-01T12:00:00Z."
            : null;
        return problem is not null ? null : new DecisionBody(
            null, Cell("listing_id"), Cell("text_hash"), null, null, Cell("attribute_id"), Cell("action"), Split(Cell("values")),
                Cell("reason"),
            Cell("author"), time is null ? null : decided, Cell("taxonomy_version"), Cell("category"));

        string? Cell(string column) =>
            header.TryGetValue(column, out int place) && place < fields.Count && fields[place].Length > 0
                ? SpreadsheetText.Restore(fields[place])
                : null;
    }

    private static List<string>? Split(string? cell)
    {
        if (cell is null)
        {
            return null;
        }

        var values = new List<string>();
        var value = new System.Text.StringBuilder();
        for (int i = 0; i < cell.Length; i++)
        {
            if (cell[i] == '\\' && i + 1 < cell.Length)
            {
                value.Append(cell[++i]);
            }
            else if (cell[i] == Between)
            {
                values.Add(value.ToString());
                value.Clear();
            }
            else
            {
                value.Append(cell[i]);
            }
        }

        values.Add(value.ToString());
        return values;
    }

    // Lines of bounded length: a file without line ends must not fill the memory.
    private sealed class LineReader(Stream input, int maxLine) : IDisposable
    {
        private readonly StreamReader reader = new(
            input, new System.Text.UTF8Encoding(false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: false,
                leaveOpen: true);
        private readonly char[] buffer = new char[8_192];
        private int at;
        private int end;

        public async ValueTask<string?> ReadAsync(CancellationToken cancellationToken)
        {
            var line = new System.Text.StringBuilder();
            while (true)
            {
                if (at == end)
                {
                    (at, end) = (0, await FillAsync(cancellationToken));
                    if (end == 0)
                    {
                        return line.Length > 0 ? line.ToString() : null;
                    }
                }

                int found = Array.IndexOf(buffer, '\n', at, end - at);
                int stop = found < 0 ? end : found;
                line.Append(buffer, at, stop - at);
                at = found < 0 ? end : found + 1;
                if (line.Length > maxLine)
                {
                    throw new InvalidDataException($"A line is longer than {maxLine:N0} characters.");
                }

                if (found >= 0)
                {
                    return line.ToString().TrimEnd('\r');
                }
            }
        }

        public void Dispose() => reader.Dispose();

        private async ValueTask<int> FillAsync(CancellationToken cancellationToken)
        {
            try
            {
                return await reader.ReadAsync(buffer, cancellationToken);
            }
            catch (System.Text.DecoderFallbackException)
            {
                throw new InvalidDataException("The file is not UTF-8.");
            }
        }
    }
}
