using System.Text.Json;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Identification;

/// <summary>Reads the output of <see cref="TagResultJson"/>.</summary>
/// <remarks>
/// The listing has only what its line contains: id, row, group, options, category and further columns, but not title and description.
/// </remarks>
internal static class TagResultReader
{
    private static readonly Dictionary<string, AnswerStatus> Statuses =
        Enum.GetValues<AnswerStatus>().ToDictionary(TagResultJson.NameOf, StringComparer.Ordinal);
    private static readonly Dictionary<string, ProfileField> Fields =
        Enum.GetValues<ProfileField>().ToDictionary(TagResultJson.NameOf, StringComparer.Ordinal);

    /// <summary>Reads the object of a line.</summary>
    /// <exception cref="FormatException">The object is not output of <c>epmrl tag</c>; the message names the field.</exception>
    public static (ProductProfile Profile, TagResult Result) Read(JsonElement line)
    {
        JsonField json = JsonField.Of(line);
        bool predicted = json.Flag("category_predicted"), assumed = json.Flag("category_assumed");
        string? category = json.TextOrNull("category");
        ProductProfile profile = new()
        {
            Id = json.Text("listing_id"),
            Category = predicted || assumed ? json.TextOrNull("category_given") : category,
            Row = json.Has("row") ? json.Whole("row", 0, long.MaxValue) : null,
            GroupId = json.TextOrNull("group"),
            Options = json.TextOrNull("options") is { } options ? OptionsOf(options) : [],
        };
        if (line.TryGetProperty("extra"u8, out JsonElement extra))
        {
            _ = json.Object("extra");
            profile = profile with
            {
                Extra = extra.EnumerateObject().ToDictionary(column => column.Name, column => column.Value, StringComparer.Ordinal),
            };
        }

        string? id = json.TextOrNull("category_id");
        TagResult result = new()
        {
            ListingId = profile.Id,
            Category = new CategoryAnswer(
                id, category, predicted, predicted ? [.. json.Objects("category_candidates").Select(CandidateOf)] : [])
            {
                Assumed = assumed,
            },
            Attributes = [.. json.Objects("attributes").Select(AnswerOf)],
            TaxonomyVersion = json.Text("taxonomy_version"),
            Space = json.Text("space"),
            Truncated = json.Flag("truncated"),
        };
        return (profile, result);
    }

    private static CategoryCandidate CandidateOf(JsonField json) => new(json.Text("id"), json.Text("path"), json.Number("score"))
    {
        Probability = json.Number("probability"),
        Evidence = [.. json.Objects("evidence").Select(EvidenceOf)],
    };

    private static AttributeAnswer AnswerOf(JsonField json) => new()
    {
        Attribute = json.Text("attribute"),
        AttributeId = json.Text("attribute_id"),
        Status = Statuses.TryGetValue(json.Text("status"), out AnswerStatus status)
            ? status
            : throw json.Unknown("status", string.Join(", ", Statuses.Keys)),
        Values = [.. json.Objects("values").Select(ValueOf)],
        Alternatives = [.. json.Objects("alternatives").Select(ValueOf)],
        Conflict = json.Has("conflict") ? [.. json.Objects("conflict").Select(ValueOf)] : [],
        Reason = json.Text("reason"),
        DecidedBy = json.Has("decided_by") ? json.Text("decided_by") : null,
    };

    private static ValueAnswer ValueOf(JsonField json) => new()
    {
        Id = json.TextOrNull("id"),
        Label = json.Text("label"),
        Quantity = json.Has("quantity") ? QuantityOf(json.Object("quantity")) : null,
        Score = json.Number("score"),
        Probability = json.Number("probability"),
        Threshold = json.Number("threshold"),
        Margin = json.Number("margin"),
        Evidence = [.. json.Objects("evidence").Select(EvidenceOf)],
    };

    private static ValueQuantity QuantityOf(JsonField json) => json.Has("number")
        ? new ValueQuantity { Number = json.Number("number"), Unit = json.TextOrNull("unit") }
        : new ValueQuantity { Min = json.Number("min"), Max = json.Number("max"), Unit = json.TextOrNull("unit") };

    private static Evidence EvidenceOf(JsonField json) => new(
        Fields.TryGetValue(json.Text("field"), out ProfileField field)
            ? field
            : throw json.Unknown("field", string.Join(", ", Fields.Keys)),
        (int)json.Whole("start", 0, int.MaxValue), (int)json.Whole("end", 0, int.MaxValue), json.Text("text"))
    {
        Column = json.TextOrNull("column"),
    };

    // "Color: Red; Size: M". A part without a name belongs to the value before it, which contains the separator.
    private static List<ProductOption> OptionsOf(string text)
    {
        var options = new List<(string Name, List<string> Value)>();
        foreach (string part in text.Split("; "))
        {
            int colon = part.IndexOf(": ", StringComparison.Ordinal);
            if (colon < 0 && options is [.., var last])
            {
                last.Value.Add(part);
            }
            else
            {
                options.Add(colon < 0 ? (part, [""]) : (part[..colon], [part[(colon + 2)..]]));
            }
        }

        return [.. options.Select(option => new ProductOption(option.Name, string.Join("; ", option.Value)))];
    }
}
