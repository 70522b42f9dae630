using System.Text.Json;
using System.Text.Json.Serialization;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Server.Hosting;
using EpmRl.Retrieval.Server.Http;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Server.Jobs;

/// <summary>How the input of a job is read, and how its result is written.</summary>
internal sealed record JobSettings
{
    /// <summary>The form in which the database holds settings, and in which callers send them.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
    };

    /// <summary>A name for people; the input's by default.</summary>
    public string? Name { get; init; }

    /// <summary>Format of the input: <c>auto</c>, <c>jsonl</c>, <c>csv</c>, <c>xml</c>, <c>excel</c> or <c>parquet</c>.</summary>
    public string Format { get; init; } = "auto";

    /// <summary>Columns of fields and attributes: <c>title=Product Name,Colour=color</c>.</summary>
    public string? Map { get; init; }

    /// <summary>The sheet of a workbook; the first visible by default.</summary>
    public string? Sheet { get; init; }

    /// <summary>Encoding of a text without a byte-order mark; detected by default.</summary>
    public string? Encoding { get; init; }

    /// <summary>Separator of CSV columns: a character, or <c>tab</c>; detected by default.</summary>
    public string? Delimiter { get; init; }

    /// <summary>The locale to read where columns exist in several.</summary>
    public string? Locale { get; init; }

    /// <summary>Category of listings that name none; predicted by default.</summary>
    public string? Category { get; init; }

    /// <summary>Format of the result.</summary>
    public JobOutput Output { get; init; } = JobOutput.Jsonl;

    /// <summary>A row of a table is a value, or a listing with a column for each attribute.</summary>
    public TagLayout Layout { get; init; } = TagLayout.Long;

    /// <summary>Least probability of a value in a wide table; 0 by default.</summary>
    public double? MinProbability { get; init; }

    /// <summary>Whether answers that need review are kept in the queue of review.</summary>
    public bool Review { get; init; }

    /// <summary>Address that is called when the job ends; its host must be allowed.</summary>
    public Uri? Webhook { get; init; }

    /// <summary>Path of an input below the server's input folders; absent for an upload.</summary>
    public string? Path { get; init; }

    /// <summary>Name of the input in errors.</summary>
    public string? InputName { get; init; }

    /// <summary>Bytes of the input.</summary>
    public long InputBytes { get; init; }

    /// <summary>When an input that is a path was last written, in ticks; 0 for an upload.</summary>
    public long InputWritten { get; init; }

    /// <summary>Reads settings.</summary>
    /// <exception cref="RequestException">They are not in the form expected.</exception>
    public static JobSettings Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<JobSettings>(json, Json) ?? throw RequestException.Invalid("The settings are null.");
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException) // the second: text that is not valid Unicode
        {
            string path = (wrong as JsonException)?.Path is { Length: > 2 } at ? at[2..] : "";
            throw RequestException.Invalid(
                $"The settings cannot be read{(path.Length > 0 ? $" at '{path}'" : "")}: expected an object of format, map, sheet, "
                    + $"encoding, "
                + "delimiter, locale, category, output (jsonl, csv, parquet), layout (long, wide), min_probability, name, review, "
                    + "webhook, path.",
                path.Length > 0 ? path : null);
        }
    }

    /// <summary>The settings as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>How the input is read.</summary>
    /// <param name="taxonomy">The taxonomy whose attributes columns may be mapped to; null to leave those of the mapping as they
    /// are.</param>
    /// <exception cref="RequestException">A setting is wrong.</exception>
    public ProductReaderOptions ToReaderOptions(ProductTaxonomy? taxonomy = null)
    {
        try
        {
            ColumnMap map = ColumnMap.Parse(Map ?? "");
            return new ProductReaderOptions
            {
                Format = Format.ToLowerInvariant() switch
                {
                    "auto" => CatalogFormat.Auto,
                    "jsonl" => CatalogFormat.JsonLines,
                    "csv" => CatalogFormat.Csv,
                    "xml" => CatalogFormat.Xml,
                    "excel" => CatalogFormat.Excel,
                    "parquet" => CatalogFormat.Parquet,
                    _ => throw RequestException.Invalid(
                        $"'format' is '{Format}'; expected auto, jsonl, csv, xml, excel or parquet.", "format"),
                },
                Map = taxonomy is null ? map : MappedAttributes.Of(map, taxonomy),
                Sheet = Sheet,
                Locale = Locale,
                Delimiter = Delimiter switch
                {
                    null or "" => null,
                    "tab" or "\\t" => '\t',
                    { Length: 1 } one when one[0] is not ('"' or '\n' or '\r') => one[0],
                    _ => throw RequestException.Invalid(
                        $"'delimiter' is '{Delimiter}'; expected one character other than a quote, or 'tab'.", "delimiter"),
                },
                Encoding = EncodingOf(Encoding),
            };
        }
        catch (InvalidRequestException wrong)
        {
            throw RequestException.Invalid(wrong.Message, "map");
        }
    }

    /// <summary>Checks settings against each other and against what the service allows.</summary>
    /// <exception cref="RequestException">One is wrong.</exception>
    public void Check(ProductTaxonomy taxonomy, JobOptions jobs)
    {
        _ = ToReaderOptions(taxonomy);
        if (Category is not null && !taxonomy.TryFindCategory(Category, out _))
        {
            throw RequestException.Invalid(
                $"There is no category '{Category}'.{ClosestName.Hint(Category, [.. taxonomy.Categories.Select(one => one.Name)])}",
                    "category");
        }

        if (MinProbability is { } probability && probability is not (>= 0 and <= 1))
        {
            throw RequestException.Invalid($"'min_probability' is {probability}; expected a number from 0 to 1.", "min_probability");
        }

        if (Output == JobOutput.Jsonl && Layout == TagLayout.Wide)
        {
            throw RequestException.Invalid("'layout' is for tables: ask for csv or parquet as 'output'.", "layout");
        }

        if (MinProbability is not null && Layout != TagLayout.Wide)
        {
            throw RequestException.Invalid(
                "'min_probability' is for 'layout' wide; lines and long tables state the probability of each value.", "min_probability");
        }

        if (Name is { Length: > 200 })
        {
            throw RequestException.Invalid("'name' has more than 200 characters.", "name");
        }

        if (Webhook is not null)
        {
            JobWebhooks.ThrowIfNotAllowed(Webhook, jobs);
        }
    }

    private static System.Text.Encoding? EncodingOf(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return null;
        }

        System.Text.Encoding.RegisterProvider(System.Text.CodePagesEncodingProvider.Instance);
        try
        {
            return System.Text.Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            throw RequestException.Invalid(
                $"There is no encoding '{name}'. Common ones: utf-8, latin1, windows-1252, utf-16, shift_jis.", "encoding");
        }
    }
}

/// <summary>Format of a result.</summary>
internal enum JobOutput
{
    /// <summary>JSON Lines, a line for each listing.</summary>
    Jsonl,

    /// <summary>CSV, safe for spreadsheets.</summary>
    Csv,

    /// <summary>Apache Parquet.</summary>
    Parquet,
}
