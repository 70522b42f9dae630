using System.Text.Json;
using System.Text.RegularExpressions;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>
/// Reads reading cases, one JSON object per line: <c>id</c>, <c>kind</c>, <c>language</c> (optional), <c>category</c>, <c>title</c>,
/// <c>description</c> (optional), <c>attribute</c>, <c>expect</c> (a regular expression or null),
/// <c>ambiguous</c> (optional) and <c>twin</c> (optional).
/// </summary>
internal static class ReadingCasesReader
{
    private static readonly TimeSpan MatchLimit = TimeSpan.FromSeconds(1);

    /// <summary>Reads a file, or every <c>*.jsonl</c> of a folder.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="taxonomy">The taxonomy of the categories and attributes.</param>
    /// <param name="cancellationToken">Checked between lines.</param>
    /// <returns>The cases, by file name and line, and the lines that are not cases.</returns>
    /// <exception cref="DataSetFormatException">The path does not exist, or has no case at all.</exception>
    public static async Task<(IReadOnlyList<ReadingCase> Cases, IReadOnlyList<LabelledRowError> BadRows)> ReadAsync(
        string path, ProductTaxonomy taxonomy, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(taxonomy);
        string[] files = Directory.Exists(path) ? [.. Directory.EnumerateFiles(path, "*.jsonl").Order(StringComparer.Ordinal)]
            : File.Exists(path) ? [path]
            : throw new DataSetFormatException($"'{path}' is neither a file nor a folder. Expected reading cases, one JSON object a line.");
        var cases = new List<ReadingCase>();
        var badRows = new List<LabelledRowError>();
        foreach (string file in files)
        {
            int number = 0;
            await foreach (string line in File.ReadLinesAsync(file, cancellationToken).ConfigureAwait(false))
            {
                number++;
                if (string.IsNullOrWhiteSpace(line))
                {
                    continue;
                }

                try
                {
                    using JsonDocument row = JsonDocument.Parse(line);
                    cases.Add(Read(row.RootElement, taxonomy));
                }
                catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or RegexParseException)
                {
                    string problem = e is JsonException wrong ? $"cannot be read: {JsonFault.Describe(wrong)}." : e.Message;
                    badRows.Add(new LabelledRowError(file, number, problem));
                }
            }
        }

        return cases.Count > 0 ? (cases, badRows)
            : throw new DataSetFormatException(badRows.Count == 0
                ? $"'{path}' has no reading case. Expected one JSON object a line."
                : $"'{path}' has no reading case. The first bad line: {badRows[0]}");
    }

    private static ReadingCase Read(JsonElement row, ProductTaxonomy taxonomy)
    {
        string id = Text(row, "id") ?? throw new FormatException("has no 'id'.");
        string name = Text(row, "category") ?? throw new FormatException("has no 'category'.");
        if (!taxonomy.TryFindCategory(name, out Category? category))
        {
            throw new FormatException($"names the category '{name}', which the taxonomy does not have.");
        }

        string attribute = Text(row, "attribute") ?? throw new FormatException("has no 'attribute'.");
        if (!category.Attributes.Any(known => known.Name == attribute || known.Id == attribute))
        {
            throw new FormatException($"names the attribute '{attribute}', which the category '{name}' does not have.");
        }

        if (!row.TryGetProperty("expect", out JsonElement _))
        {
            throw new FormatException("has no 'expect': a regular expression, or null.");
        }

        return new ReadingCase
        {
            Id = id,
            Kind = Text(row, "kind") ?? "",
            Language = Text(row, "language") ?? "",
            Profile = new ProductProfile
            {
                Id = id, Title = Text(row, "title") ?? "", Description = Text(row, "description") ?? "", Category = category.Id,
            },
            Attribute = attribute,
            Expect = Text(row, "expect") is { } pattern ? new Regex($"^(?:{pattern})$", RegexOptions.CultureInvariant, MatchLimit) : null,
            Ambiguous = row.TryGetProperty("ambiguous", out JsonElement ambiguous) && ambiguous.ValueKind == JsonValueKind.True,
            Twin = Text(row, "twin"),
        };
    }

    private static string? Text(JsonElement row, string field) => row.TryGetProperty(field, out JsonElement element)
        ? element.ValueKind switch
        {
            JsonValueKind.String => element.GetString(),
            JsonValueKind.Null => null,
            _ => throw new FormatException($"has a {element.ValueKind} as '{field}'; expected a text."),
        }
        : null;
}
