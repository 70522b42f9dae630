using System.Text.Encodings.Web;
using System.Text.Json;
using CsvHelper;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>Writes taxonomies for other programs.</summary>
internal static class TaxonomyExporter
{
    private static readonly JavaScriptEncoder Readable = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    /// <summary>
    /// Writes everything, packs included, one JSON object per line; import reads it back as the same taxonomy with the same version.
    /// </summary>
    /// <param name="taxonomy">The taxonomy.</param>
    /// <param name="stream">The output; stays open.</param>
    /// <param name="cancellationToken">Checked between attributes.</param>
    public static void WriteJsonl(ProductTaxonomy taxonomy, Stream stream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(taxonomy);
        ArgumentNullException.ThrowIfNull(stream);
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = Readable });
        var lines = new JsonlLines(json, stream);
        lines.Header(taxonomy);
        lines.Packs(taxonomy);
        foreach (AttributeDefinition attribute in taxonomy.Attributes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            lines.Attribute(attribute);
        }

        lines.Categories(taxonomy);
    }

    /// <summary>
    /// Writes a table: category path, attribute, value, aliases, unit and kind. Attributes are repeated for each category.
    /// </summary>
    /// <param name="taxonomy">The taxonomy.</param>
    /// <param name="writer">The output; stays open.</param>
    /// <param name="raw">False to put an apostrophe before cells that a spreadsheet would run as formulas.</param>
    /// <param name="cancellationToken">Checked between categories.</param>
    public static void WriteCsv(
        ProductTaxonomy taxonomy, TextWriter writer, bool raw = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(taxonomy);
        ArgumentNullException.ThrowIfNull(writer);
        using CsvWriter csv = CsvWriter.Create(writer, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        Row("category", "attribute", "value", "aliases", "unit", "kind");
        foreach (Category category in taxonomy.Categories)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (AttributeDefinition attribute in category.Attributes)
            {
                string kind = AttributeKinds.Of(attribute.Kind).Word;
                foreach (TaxonomyValue value in attribute.Values.Where(value => value.Status == ValueStatus.Active))
                {
                    Row(category.Path, attribute.Name, value.Label, string.Join('|', value.Aliases), attribute.Quantity?.Unit ?? "", kind);
                }

                if (attribute.Values.Count == 0)
                {
                    Row(category.Path, attribute.Name, "", "", attribute.Quantity?.Unit ?? "", kind);
                }
            }
        }

        void Row(params ReadOnlySpan<string> cells)
        {
            foreach (string cell in cells)
            {
                csv.WriteField(raw ? cell : SpreadsheetText.Disarm(cell));
            }

            csv.EndRecord();
        }
    }

    /// <summary>Writes <c>{category: {attribute: [labels]}}</c>: only names and active labels.</summary>
    /// <param name="taxonomy">The taxonomy.</param>
    /// <param name="stream">The output; stays open.</param>
    /// <param name="cancellationToken">Checked between categories.</param>
    public static void WriteValuesJson(ProductTaxonomy taxonomy, Stream stream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(taxonomy);
        ArgumentNullException.ThrowIfNull(stream);
        HashSet<string> ambiguous = [.. taxonomy.Categories.CountBy(category => category.Name, StringComparer.Ordinal)
            .Where(pair => pair.Value > 1).Select(pair => pair.Key)];
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = Readable, Indented = true });
        json.WriteStartObject();
        foreach (Category category in taxonomy.Categories)
        {
            cancellationToken.ThrowIfCancellationRequested();
            json.WriteStartObject(ambiguous.Contains(category.Name) ? category.Path : category.Name);
            foreach (IGrouping<string, AttributeDefinition> attributes in category.Attributes.GroupBy(
                attribute => attribute.Name, StringComparer.Ordinal))
            {
                json.WriteStartArray(attributes.Key);
                foreach (string label in attributes.SelectMany(attribute => attribute.Values)
                    .Where(value => value.Status == ValueStatus.Active).Select(value => value.Label).Distinct(StringComparer.Ordinal))
                {
                    json.WriteStringValue(label);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
            json.Flush();
        }

        json.WriteEndObject();
        json.Flush();
        stream.WriteByte((byte)'\n');
    }
}
