using System.Collections.Concurrent;
using System.Text.Json;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;
using EpmRl.Retrieval.Tests.Catalog;

namespace EpmRl.Retrieval.Tests.Identification.Columns;

/// <summary>Rows whose columns name attributes, and what is right for one of these.</summary>
internal static class ColumnCases
{
    public static ProductTaxonomy Sample { get; } = TaxonomyReader.Load(TestPaths.InProject("taxonomy", "sample"));

    private static readonly ListingIdentifier Identifier = new(Sample, new() { Channels = IdentificationChannels.Mentions });
    private static readonly ConcurrentDictionary<string, ICellReader> Cells = new(StringComparer.Ordinal);

    /// <summary>Answers a row of a category with its columns, by mentions alone.</summary>
    public static AttributeAnswer Answer(ProductProfile profile, string category, string attribute)
    {
        Assert.True(Sample.TryFindCategory(category, out Category? found));
        return AnswerAll(profile, found).Single(answer => answer.AttributeId == attribute);
    }

    /// <summary>Answers all attributes of a category.</summary>
    public static IReadOnlyList<AttributeAnswer> AnswerAll(ProductProfile profile, Category category) =>
        ColumnsOf(category).Join(profile, Identifier.Identify(Identifier.Reader.Read(category, new ListingText(profile), default, [])));

    /// <summary>The layer of columns of a category.</summary>
    public static CategoryColumns ColumnsOf(Category category) =>
        new(category, Identifier.Mentions, Identifier.DeciderOf, attribute =>
            Cells.GetOrAdd(attribute.Id, _ => CategoryColumns.ReaderOf(attribute, Identifier.Mentions)));

    /// <summary>Reads one row, an object of its columns.</summary>
    public static async Task<ProductProfile> RowAsync(string row, string? map = null, string? locale = null)
    {
        CatalogRow read = Assert.Single(await CatalogText.ReadAsync(
            row, options: new() { Map = MappedAttributes.Of(ColumnMap.Parse(map ?? ""), Sample), Locale = locale }));
        Assert.Null(read.Error);
        return read.Profile!;
    }

    /// <summary>What is wrong with the answers of a file of cases, and their number.</summary>
    public static async Task<(IReadOnlyList<string> Wrong, int Count)> ScoreAsync(string file)
    {
        var wrong = new List<string>();
        string[] lines = File.ReadAllLines(TestPaths.InProject("tests", "EpmRl.Retrieval.Tests", "columns", file));
        foreach (string line in lines)
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement one = document.RootElement;
            ProductProfile profile = await RowAsync(one.GetProperty("row").GetRawText(), Text(one, "map"), Text(one, "locale"));
            AttributeAnswer answer = Answer(profile, Text(one, "category")!, Text(one, "attribute")!);
            if (Fault(one, answer, profile) is { } fault)
            {
                wrong.Add($"{Text(one, "id")}: {fault}; reason: {answer.Reason}");
            }
        }

        return (wrong, lines.Length);
    }

    private static string? Fault(JsonElement one, AttributeAnswer answer, ProductProfile profile)
    {
        string? unit = Sample.TryFindAttribute(answer.AttributeId, out AttributeDefinition? attribute) ? attribute.Quantity?.Unit : null;
        string status = TagResultJson.NameOf(answer.Status);
        string[] said = Labels(answer.Status == AnswerStatus.NeedsReview ? answer.Values.Concat(answer.Alternatives) : answer.Values);
        string[] expected = one.GetProperty("expect").ValueKind == JsonValueKind.Null ? [] : [.. one.GetProperty("expect").EnumerateArray()
            .Select(label => LabelQuantities.WithoutUnit(label.GetString()!, unit)).Order(StringComparer.Ordinal)];
        if (status != Text(one, "status") || (expected.Length > 0 && !said.SequenceEqual(expected)))
        {
            return $"expected {Text(one, "status")} {string.Join(" + ", expected)}, found {status} {string.Join(" + ", said)}";
        }

        if (one.TryGetProperty("conflict", out JsonElement conflict)
            && !Labels(answer.Conflict).SequenceEqual(conflict.EnumerateArray()
                .Select(label => LabelQuantities.WithoutUnit(label.GetString()!, unit)).Order(StringComparer.Ordinal)))
        {
            return $"expected the conflict {conflict}, found {string.Join(" + ", Labels(answer.Conflict))}";
        }

        bool isOption = one.TryGetProperty("options", out _);
        if (answer.Status == AnswerStatus.Value && isOption && answer.Values.Any(value => value.Evidence[0].Field != ProfileField.Options))
        {
            return "the evidence is not in the options";
        }

        Evidence? place = answer.Values.SelectMany(value => value.Evidence).FirstOrDefault();
        if (one.TryGetProperty("evidence", out JsonElement evidence)
            && (place?.Column, place?.Text) != (Text(evidence, "column"), Text(evidence, "text")))
        {
            return $"expected the evidence {evidence}, found {place}";
        }

        return answer.Values.SelectMany(value => value.Evidence).FirstOrDefault(found => !IsRight(found, profile)) is { } bad
            ? $"{bad} is not where it says"
            : null;

        string[] Labels(IEnumerable<ValueAnswer> values) =>
            [.. values.Select(value => LabelQuantities.WithoutUnit(value.Label, unit)).Order(StringComparer.Ordinal)];
    }

    /// <summary>Whether a place holds its text.</summary>
    public static bool IsRight(Evidence evidence, ProductProfile profile)
    {
        string text = evidence.Field switch
        {
            ProfileField.Title => profile.Title,
            ProfileField.Description => profile.Description,
            ProfileField.Options => profile.OptionText,
            _ => profile.TryGetColumn(evidence.Column!, out JsonElement cell)
                ? EpmRl.Retrieval.Catalog.JsonTexts.TextOf(cell, ", ") ?? ""
                : "",
        };
        return evidence.End <= text.Length && text[evidence.Start..evidence.End] == evidence.Text;
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
