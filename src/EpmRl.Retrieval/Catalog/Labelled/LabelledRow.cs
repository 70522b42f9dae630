using System.Globalization;
using System.Text.Json;

namespace EpmRl.Retrieval.Catalog;

/// <summary>One row of a labelled data set. Problems are <see cref="FormatException"/>s that name the field.</summary>
internal static class LabelledRow
{
    private const string NoValue = "n/a";

    /// <summary>The format of a row, by its fields.</summary>
    internal static LabelledDataFormat FormatOf(JsonElement row)
    {
        ThrowIfNotObject(row);
        if (row.TryGetProperty("input_title", out _))
        {
            return LabelledDataFormat.TitleAndDescription;
        }

        return row.TryGetProperty("input", out _) ? LabelledDataFormat.TitleOnly
            : row.TryGetProperty("values", out _) ? LabelledDataFormat.TaxonomyValues
            : throw new FormatException(
                "has neither 'input_title' (WDC-PAVE), 'input' (AE-110K, OA-Mine) nor 'values' (labelled with a taxonomy), but " +
                $"{string.Join(", ", row.EnumerateObject().Select(field => $"'{field.Name}'"))}.");
    }

    /// <summary>Reads a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="format">Its format.</param>
    /// <param name="line">Its line, from 1.</param>
    /// <param name="texts">Texts that rows refer to by source and id.</param>
    /// <param name="cancellationToken">Cancels the reading of a source.</param>
    internal static async ValueTask<LabelledListing> ReadAsync(
        JsonElement row, LabelledDataFormat format, int line, ListingTexts texts, CancellationToken cancellationToken)
    {
        ThrowIfNotObject(row);
        string id = Id(row, line);
        (string title, string description) = format switch
        {
            LabelledDataFormat.TitleAndDescription =>
                (Text(row, "input_title", required: true), Text(row, "input_description", required: false)),
            LabelledDataFormat.TitleOnly => (Text(row, "input", required: true), ""),
            _ when Text(row, "source", required: false) is { Length: > 0 } source =>
                await texts.OfAsync(source, id, cancellationToken).ConfigureAwait(false),
            _ => (Text(row, "title", required: true), Text(row, "description", required: false)),
        };
        if (string.IsNullOrWhiteSpace(title) && string.IsNullOrWhiteSpace(description))
        {
            throw new FormatException("has no text to identify anything in.");
        }

        bool complete = format == LabelledDataFormat.TaxonomyValues;
        string category = Text(row, "category", required: !complete);
        if (category.Length == 0 && !complete)
        {
            throw new FormatException("has an empty 'category'.");
        }

        return new LabelledListing
        {
            Profile =
                new ProductProfile { Id = id, Title = title, Description = description, Category = category.Length == 0 ? null : category },
            Category = category,
            Gold = complete ? Values(row) : Gold(row),
            Complete = complete,
            Group = Text(row, "url", required: false) is { Length: > 0 } url ? url : null,
            Line = line,
        };
    }

    private static Dictionary<string, IReadOnlyList<string>> Values(JsonElement row)
    {
        if (!row.TryGetProperty("values", out JsonElement values) || values.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("has no object 'values'; expected {attribute id: [label, …]}.");
        }

        return values.EnumerateObject().ToDictionary(
            attribute => attribute.Name.Trim(),
            attribute => attribute.Value.ValueKind == JsonValueKind.Array
                ? (IReadOnlyList<string>)[.. attribute.Value.EnumerateArray().Select(label => label.GetString()!.Trim())]
                : throw new FormatException($"has a {attribute.Value.ValueKind} as 'values.{attribute.Name}'; expected a list of labels."),
            StringComparer.Ordinal);
    }

    private static Dictionary<string, IReadOnlyList<string>> Gold(JsonElement row)
    {
        if (!row.TryGetProperty("target_scores", out JsonElement targets) || targets.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("has no object 'target_scores'; expected {attribute: {label: …}}.");
        }

        var gold = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (JsonProperty attribute in targets.EnumerateObject())
        {
            if (attribute.Value.ValueKind != JsonValueKind.Object)
            {
                throw new FormatException($"has a {attribute.Value.ValueKind} as 'target_scores.{attribute.Name}'; expected {{label: …}}.");
            }

            gold[attribute.Name.Trim()] =
            [
                .. attribute.Value.EnumerateObject().Select(label => label.Name.Trim())
                    .Where(label => label.Length > 0 && label != NoValue).Distinct(StringComparer.Ordinal),
            ];
        }

        return gold;
    }

    private static string Id(JsonElement row, int line) => row.TryGetProperty("id", out JsonElement id)
        ? id.ValueKind switch
        {
            JsonValueKind.String when id.GetString() is { Length: > 0 } text => text,
            JsonValueKind.Number => id.GetRawText(),
            _ => string.Create(CultureInfo.InvariantCulture, $"line-{line}"),
        }
        : string.Create(CultureInfo.InvariantCulture, $"line-{line}");

    private static string Text(JsonElement row, string field, bool required)
    {
        bool there = row.TryGetProperty(field, out JsonElement element);
        return element.ValueKind switch
        {
            JsonValueKind.String => element.GetString()!.Trim(),
            JsonValueKind.Null or JsonValueKind.Undefined when !required => "",
            _ => throw new FormatException($"has {(there ? $"a {element.ValueKind} as" : "no")} '{field}'; expected a text."),
        };
    }

    private static void ThrowIfNotObject(JsonElement row)
    {
        if (row.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"is a JSON {row.ValueKind}; expected an object.");
        }
    }
}
