using System.Text.Json;
using System.Xml;

namespace EpmRl.Retrieval.Catalog;

/// <summary>
/// Reads listings from an RSS or Atom feed, one item at a time. Document types are refused, and nothing outside the file is ever fetched.
/// </summary>
internal sealed class XmlRows : IRowSource
{
    private const string Merchant = "http://base.google.com/ns/1.0";

    private readonly XmlReader xml;
    private readonly ProductReaderOptions options;
    private readonly RowErrors errors;
    private readonly ListingBuilder builder;
    private readonly string file;
    private readonly char[] chunk = new char[4096];
    private bool isFeed;

    /// <summary>Starts reading.</summary>
    /// <param name="bytes">The feed, in the encoding that it declares.</param>
    /// <param name="options">How it is read.</param>
    /// <param name="errors">Creates errors.</param>
    /// <param name="builder">Creates listings.</param>
    /// <param name="file">The file's name in messages.</param>
    public XmlRows(Stream bytes, ProductReaderOptions options, RowErrors errors, ListingBuilder builder, string file)
    {
        (this.options, this.errors, this.builder, this.file) = (options, errors, builder, file);
        var settings = new XmlReaderSettings
        {
            Async = true,
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
        };

        // Some feeds use the prefix without declaring it.
        var names = new XmlNamespaceManager(new BoundedNames(file));
        names.AddNamespace("g", Merchant);
        xml = XmlReader.Create(
            new BoundedMarkup(bytes, options.MaxRowBytes, file), settings,
            new XmlParserContext(names.NameTable, names, null, XmlSpace.None));
    }

    /// <summary>Whether bytes are the beginning of an XML file: a tag, in UTF-8 or UTF-16, with or without a byte-order mark.</summary>
    public static bool IsBeginning(ReadOnlySpan<byte> bytes) =>
        bytes is [(byte)'<', 0, ..] or [0, (byte)'<', ..] or [0xff, 0xfe, (byte)'<', 0, ..] or [0xfe, 0xff, 0, (byte)'<', ..]
        or [0xef, 0xbb, 0xbf, (byte)'<', ..] or [(byte)'<', not 0, ..];

    /// <inheritdoc/>
    public async ValueTask<CatalogRow?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await xml.ReadAsync().ConfigureAwait(false))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (xml.NodeType != XmlNodeType.Element)
                {
                    continue;
                }

                isFeed = isFeed || IsRoot(xml.LocalName);
                if (xml.LocalName is "item" or "entry" && await ReadItemAsync(cancellationToken).ConfigureAwait(false) is { } row)
                {
                    return row;
                }
            }

            return null;
        }
        catch (XmlException exception)
        {
            string advice = exception.Message.Contains("DTD", StringComparison.Ordinal)
                ? "declares a document type (<!DOCTYPE …>), which may fetch or repeat without end, and so is not read. Remove it"
                : $"is not well-formed at column {exception.LinePosition}. Export the feed again";
            throw new InvalidDataException($"{file}:{Math.Max(1, exception.LineNumber)}: the XML {advice}.", exception);
        }
    }

    private bool IsRoot(string name) => name is "rss" or "feed" or "RDF" ? true : throw new InvalidDataException(
        $"{file}:{Line}: the XML begins with <{(name.Length <= 40 ? name : name[..40] + "…")}>; expected a feed: <rss> with items, or "
            + $"<feed> with entries.");

    private long Line => xml is IXmlLineInfo info ? Math.Max(1, info.LineNumber) : 1;

    // The item's elements become an object: those of Merchant Center under their own names; a repeated one becomes a list, one with
    // elements an object.
    private async ValueTask<CatalogRow?> ReadItemAsync(CancellationToken cancellationToken)
    {
        long line = Line;
        var fields = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        // the feed's own vocabulary, which Merchant Center's overrides
        var plain = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        long length = 0;
        int depth = xml.Depth;
        bool isEmpty = xml.IsEmptyElement;
        while (!isEmpty && await xml.ReadAsync().ConfigureAwait(false) && xml.Depth > depth)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (xml.NodeType == XmlNodeType.Element)
            {
                Dictionary<string, List<string>> into = xml.NamespaceURI == Merchant || xml.Prefix == "g" ? fields : plain;
                string name = xml.LocalName;
                string href = xml.GetAttribute("href") ?? "";
                string text = await ReadTextAsync(length, cancellationToken).ConfigureAwait(false);
                text = text.Length == 0 ? href : text;
                length += name.Length + text.Length;
                if (length <= options.MaxRowBytes)
                {
                    (into.TryGetValue(name, out List<string>? values) ? values : into[name] = []).Add(text);
                }
            }
        }

        if (length > options.MaxRowBytes)
        {
            return errors.TooLong(line, Shown());
        }

        foreach ((string name, List<string> values) in plain)
        {
            fields.TryAdd(name switch { "summary" or "content" or "encoded" => "description", _ => name }, values);
        }

        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, JsonLines.Writing))
        {
            json.WriteStartObject();
            foreach ((string name, List<string> values) in fields)
            {
                json.WritePropertyName(name);
                if (values.Count == 1)
                {
                    json.WriteStringValue(values[0]);
                    continue;
                }

                json.WriteStartArray();
                values.ForEach(json.WriteStringValue);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return builder.Build(line, JsonElement.Parse(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)), Shown(), length);

        string Shown() => string.Join(' ', fields.Concat(plain).Take(20).Select(field => $"<{field.Key}>{field.Value[0]}"));
    }

    // All text inside the element and its descendants (country: price), limited to one row. The reader is then at its end.
    private async ValueTask<string> ReadTextAsync(long before, CancellationToken cancellationToken)
    {
        if (xml.IsEmptyElement)
        {
            return "";
        }

        var text = new System.Text.StringBuilder();
        int depth = xml.Depth;
        while (await xml.ReadAsync().ConfigureAwait(false) && xml.Depth > depth)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (xml.NodeType == XmlNodeType.Element && text.Length > 0 && text[^1] != ':')
            {
                text.Append(':'); // as the tables of Merchant Center write parts of a field
            }

            if (xml.NodeType is not (XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace))
            {
                continue;
            }

            for (int read; (read = await xml.ReadValueChunkAsync(chunk, 0, chunk.Length).ConfigureAwait(false)) > 0;)
            {
                if (before + text.Length <= options.MaxRowBytes)
                {
                    text.Append(chunk, 0, read);
                }
            }
        }

        return text.ToString().Trim();
    }

    // A parser keeps every name it reads.
    private sealed class BoundedNames(string file) : NameTable
    {
        private const int Most = 100_000;

        private int count;

        public override string Add(string key) => Get(key) ?? Checked(base.Add(key));

        public override string Add(char[] key, int start, int len) => Get(key, start, len) ?? Checked(base.Add(key, start, len));

        private string Checked(string name) => ++count <= Most ? name
            : throw new InvalidDataException($"{file}: the XML has more than {Most:N0} different names of elements and attributes, which "
                + $"no feed has. Export the feed again.");
    }
}
