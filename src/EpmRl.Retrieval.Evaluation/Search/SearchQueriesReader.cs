using System.Text.Json;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>Reads queries, one JSON object per line: <c>{"query": "charcoal", "expected": ["color/gray"], "kind": "synonym"}</c>.</summary>
internal static class SearchQueriesReader
{
    /// <summary>Reads a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="taxonomy">The searched taxonomy; a query that expects a value it lacks is a bad row.</param>
    /// <param name="cancellationToken">Checked between lines.</param>
    /// <returns>The good queries, and the bad rows.</returns>
    /// <exception cref="DataSetFormatException">There is no such file, or it has no good row.</exception>
    public static async Task<(IReadOnlyList<SearchQuery> Queries, IReadOnlyList<LabelledRowError> BadRows)> ReadAsync(
        string file, ProductTaxonomy taxonomy, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        ArgumentNullException.ThrowIfNull(taxonomy);
        if (!File.Exists(file))
        {
            throw new DataSetFormatException($"There is no file '{file}'. Expected queries, one a line, as JSON.");
        }

        var queries = new List<SearchQuery>();
        var badRows = new List<LabelledRowError>();
        int line = 0;
        await foreach (string text in File.ReadLinesAsync(file, cancellationToken).ConfigureAwait(false))
        {
            line++;
            if (string.IsNullOrWhiteSpace(text))
            {
                continue;
            }

            try
            {
                using JsonDocument row = JsonDocument.Parse(text);
                queries.Add(Read(row.RootElement, taxonomy, line));
            }
            // the last one: a lone surrogate in a text
            catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
            {
                string problem = e is JsonException wrong ? $"cannot be read: {JsonFault.Describe(wrong)}." : e.Message;
                badRows.Add(new LabelledRowError(file, line, problem));
            }
        }

        return queries.Count > 0
            ? (queries, badRows)
            : throw new DataSetFormatException(badRows.Count == 0
                ? $"'{file}' is empty. Expected queries, one a line, as JSON."
                : $"'{file}' has no good row. The first: {badRows[0]}");
    }

    private static SearchQuery Read(JsonElement row, ProductTaxonomy taxonomy, int line)
    {
        if (row.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"is a JSON {row.ValueKind}; expected {{\"query\": …, \"expected\": [\"attribute/value\"]}}.");
        }

        if (!row.TryGetProperty("query", out JsonElement query) || query.ValueKind != JsonValueKind.String
            || string.IsNullOrWhiteSpace(query.GetString()))
        {
            throw new FormatException("has no 'query'; expected a text.");
        }

        if (!row.TryGetProperty("expected", out JsonElement expected) || expected.ValueKind != JsonValueKind.Array
            || expected.GetArrayLength() == 0)
        {
            throw new FormatException("has no 'expected'; expected a list of \"attribute/value\", as ids.");
        }

        string kind =
            row.TryGetProperty("kind", out JsonElement named) && named.ValueKind == JsonValueKind.String ? named.GetString()!.Trim() : "";
        return new SearchQuery(
            query.GetString()!.Trim(), kind, [.. expected.EnumerateArray().Select(value => Value(value, taxonomy))], line);
    }

    private static ExpectedValue Value(JsonElement element, ProductTaxonomy taxonomy)
    {
        string text = element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText();
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        if (element.ValueKind != JsonValueKind.String || slash <= 0)
        {
            throw new FormatException($"expects '{text}'; expected \"attribute/value\", as ids.");
        }

        if (!taxonomy.TryFindAttribute(text[..slash], out AttributeDefinition? attribute))
        {
            throw new FormatException($"expects '{text}', but the taxonomy has no attribute '{text[..slash]}'.");
        }

        return attribute.Values.Any(value => value.Id == text[(slash + 1)..])
            ? new ExpectedValue(attribute.Id, text[(slash + 1)..])
            : throw new FormatException($"expects '{text}', but attribute '{attribute.Id}' has no value '{text[(slash + 1)..]}'.");
    }
}
