using System.Globalization;
using System.Text.Json;
using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>One row of a labelled data set. Problems are <see cref="FormatException"/>s that name the field.</summary>
internal static class LabelledRow
{
    private const string NoValue = "n/a";

    /// <summary>The form of a row, by its fields.</summary>
    internal static LabelledDataFormat FormatOf(JsonElement row)
    {
        ThrowIfNotObject(row);
        if (row.TryGetProperty("input_title", out _))
        {
            return LabelledDataFormat.TitleAndDescription;
        }

        return row.TryGetProperty("input", out _)
            ? LabelledDataFormat.TitleOnly
            : throw new FormatException(
                "has neither 'input_title' (WDC-PAVE) nor 'input' (AE-110K, OA-Mine), but " +
                $"{string.Join(", ", row.EnumerateObject().Select(field => $"'{field.Name}'"))}.");
    }

    /// <summary>Reads a row.</summary>
    internal static LabelledListing Read(JsonElement row, LabelledDataFormat format, int line)
    {
        ThrowIfNotObject(row);
        bool both = format == LabelledDataFormat.TitleAndDescription;
        string title = Text(row, both ? "input_title" : "input", required: true);
        string description = both ? Text(row, "input_description", required: false) : "";
        if (string.IsNullOrWhiteSpace(title) && string.IsNullOrWhiteSpace(description))
        {
            throw new FormatException("has no text to identify anything in.");
        }

        string category = Text(row, "category", required: true);
        if (category.Length == 0)
        {
            throw new FormatException("has an empty 'category'.");
        }

        return new LabelledListing
        {
            Profile = new ProductProfile { Id = Id(row, line), Title = title, Description = description, Category = category },
            Category = category,
            Gold = Gold(row),
            Group = Text(row, "url", required: false) is { Length: > 0 } url ? url : null,
            Line = line,
        };
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
