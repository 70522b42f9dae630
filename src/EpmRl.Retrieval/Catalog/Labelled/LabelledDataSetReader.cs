using System.Text.Json;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Catalog;

/// <summary>Reads labelled data sets from their folders. The format is recognised by the fields of the rows.</summary>
public static class LabelledDataSetReader
{
    private const string ValuesName = "values.json";

    /// <summary>Reads a data set.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="split">Name of the file in the folder; null for <c>train.jsonl</c>, or the only <c>*.jsonl</c>.</param>
    /// <param name="texts">Folder of the sources that rows refer to; null where they contain their texts.</param>
    /// <param name="cancellationToken">Checked between rows.</param>
    /// <exception cref="DataSetFormatException">The file is missing, no row is good, or the format is unknown.</exception>
    public static async Task<LabelledDataSet> ReadAsync(
        string folder, string? split = null, string? texts = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string file = ChooseFile(folder, split);
        var listings = new List<LabelledListing>();
        var badRows = new List<LabelledRowError>();
        var sources = new ListingTexts(texts);
        LabelledDataFormat? format = null;
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
                format ??= LabelledRow.FormatOf(row.RootElement);
                listings.Add(
                    await LabelledRow.ReadAsync(row.RootElement, format.Value, number, sources, cancellationToken).ConfigureAwait(false));
            }
            // the last: a lone surrogate in a text
            catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
            {
                badRows.Add(new LabelledRowError(
                    file, number, e is JsonException wrong ? $"cannot be read: {JsonFault.Describe(wrong)}." : e.Message));
            }
        }

        if (format is null || listings.Count == 0)
        {
            throw new DataSetFormatException(badRows.Count == 0
                ? $"'{file}' is empty. Expected one labelled listing per line, as JSON."
                : $"'{file}' has no good row. The first: {badRows[0]}");
        }

        string values = Path.Combine(folder, ValuesName);
        return new LabelledDataSet
        {
            Name = Path.GetFileName(Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar)),
            Format = format.Value,
            File = file,
            Listings = listings,
            BadRows = badRows,
            ValuesFile = File.Exists(values) ? values : null,
        };
    }

    private static string ChooseFile(string folder, string? split)
    {
        if (!Directory.Exists(folder))
        {
            throw new DataSetFormatException($"There is no folder '{folder}'. Expected a folder with labelled listings as *.jsonl.");
        }

        string[] names =
            [.. Directory.EnumerateFiles(folder, "*.jsonl").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        string there = names.Length == 0 ? "no *.jsonl at all" : string.Join(", ", names);
        if (split is not null)
        {
            string path = Path.Combine(folder, split);
            return File.Exists(path) ? path : throw new DataSetFormatException($"'{folder}' has no file '{split}'; there is {there}.");
        }

        return names switch
        {
            [string only] => Path.Combine(folder, only),
            _ when names.Contains("train.jsonl", StringComparer.Ordinal) => Path.Combine(folder, "train.jsonl"),
            _ => throw new DataSetFormatException($"Which file of '{folder}'? There is {there}. Name one."),
        };
    }
}
