using System.CommandLine;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>The options that say how a file of listings is read.</summary>
internal sealed class ReadingOptions
{
    private readonly Option<string> format = new("--format")
    {
        Description =
            "Format of the input; auto: Parquet, Excel and archives by their first bytes, else by the name or the first character.",
        DefaultValueFactory = _ => "auto",
    };

    private readonly Option<string[]> map = new("--map")
    {
        Description = "Columns or keys of the fields: title=Product Name,description=Body (fields: id, title, description, category, "
            + "group), and of attributes that a column does not name itself: Lackierung=color. Exports of Shopify, WooCommerce, Akeneo "
                + "and for Google need none.",
        HelpName = "field=column,column=attribute,…",
    };

    private readonly Option<string?> delimiter = new("--delimiter")
    {
        Description = "Separator of CSV columns: a character, or tab. [default: detected from the first rows]",
        HelpName = "character",
    };

    private readonly Option<string?> encoding = new("--encoding")
    {
        Description =
            "Encoding of an input without a byte-order mark: utf-8, latin1, windows-1252, utf-16 … [default: detected from the bytes]",
        HelpName = "name",
    };

    private readonly Option<string?> sheet =
        new("--sheet") { Description = "The sheet of a workbook. [default: the first that is visible]", HelpName = "name" };

    private readonly Option<string?> locale = new("--locale")
    {
        Description = "The locale to read where a file has columns of several, such as name-de_DE: de_DE, or de. [default: the first]",
        HelpName = "locale",
    };

    /// <summary>Adds the options to a command.</summary>
    public ReadingOptions(Command command)
    {
        format.AcceptOnlyFromAmong("auto", "jsonl", "csv", "xml", "excel", "parquet");
        command.Add(format);
        command.Add(map);
        command.Add(delimiter);
        command.Add(encoding);
        command.Add(sheet);
        command.Add(locale);
    }

    /// <summary>Opens the reader that a command line asks for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="input">A file, or <c>-</c>.</param>
    /// <param name="terminal">The terminal whose stdin is read.</param>
    /// <param name="taxonomy">The taxonomy whose attributes columns may be mapped to; null where none are read.</param>
    /// <param name="keepSource">Whether listings keep their complete row.</param>
    public ProductReader Open(
        ParseResult parsed, string input, Terminal terminal, ProductTaxonomy? taxonomy = null, bool keepSource = false)
    {
        ProductReaderOptions options = Read(parsed) with { Note = terminal.Say, KeepSource = keepSource };
        if (taxonomy is not null)
        {
            options = options with { Map = MappedAttributes.Of(options.Map, taxonomy) };
        }

        if (input != "-")
        {
            return ProductReader.Open(input, options);
        }

        if (terminal.InputIsTerminal)
        {
            terminal.Say("Reading listings from the keyboard, one JSON object a line; Ctrl-D ends them.");
        }

        return new ProductReader(terminal.OpenInput(), "-", options);
    }

    /// <summary>Whether a command line has any of the options.</summary>
    public bool IsGiven(ParseResult parsed) =>
        ((Option[])[format, map, delimiter, encoding, sheet, locale]).Any(option => parsed.GetResult(option) is { Implicit: false });

    /// <summary>The mapping of columns.</summary>
    public ColumnMap Map(ParseResult parsed) => ColumnMap.Parse(string.Join(',', parsed.GetValue(map) ?? []));

    /// <summary>The locale that is read; null for the first.</summary>
    public string? Locale(ParseResult parsed) => parsed.GetValue(locale);

    private ProductReaderOptions Read(ParseResult parsed) => new()
    {
        Format = parsed.GetValue(format) switch
        {
            "jsonl" => CatalogFormat.JsonLines,
            "csv" => CatalogFormat.Csv,
            "parquet" => CatalogFormat.Parquet,
            "excel" => CatalogFormat.Excel,
            "xml" => CatalogFormat.Xml,
            _ => CatalogFormat.Auto,
        },
        Map = Map(parsed),
        Delimiter = ReadDelimiter(parsed.GetValue(delimiter)),
        Encoding = ReadEncoding(parsed.GetValue(encoding)),
        Sheet = parsed.GetValue(sheet),
        Locale = parsed.GetValue(locale),
    };

    private static char? ReadDelimiter(string? text) => text switch
    {
        null => null,
        "tab" or "\\t" => '\t',
        { Length: 1 } => text[0],
        _ => throw new UsageException($"--delimiter: expected one character or 'tab', found '{text}'."),
    };

    private static System.Text.Encoding? ReadEncoding(string? name)
    {
        if (name is null)
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
            throw new UsageException(
                $"--encoding: there is no encoding '{name}'. Common ones: utf-8, latin1, windows-1252, utf-16, shift_jis.");
        }
    }
}
