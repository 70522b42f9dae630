using System.Text;
using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Tests.Catalog;

public sealed class CsvReadingTests
{
    [Theory]
    [InlineData(',')]
    [InlineData(';')]
    [InlineData('\t')]
    [InlineData('|')]
    public async Task The_delimiter_is_detected_from_the_header(char delimiter)
    {
        string text = "sku,Title,description,category,price\r\n7,\"A \"\"B\"\", c;d|e\tf\",two,Shoes,9\r\n"
            .Replace("sku", "id", StringComparison.Ordinal);
        string[] fields = ["7", "\"A \"\"B\"\", c;d|e\tf\"", "two", "Shoes", "9"];
        text = text.Split("\r\n")[0].Replace(',', delimiter) + "\r\n" + string.Join(delimiter, fields) + "\r\n";

        ProductProfile listing = Assert.Single(await CatalogText.ReadAsync(text, "feed.csv")).Profile!;

        Assert.Equal(("7", "A \"B\", c;d|e\tf", "two", "Shoes"), (listing.Id, listing.Title, listing.Description, listing.Category));
        Assert.Equal("\"9\"", listing.Extra["price"].GetRawText());
    }

    [Fact]
    public async Task A_quoted_field_may_span_lines_and_rows_are_named_by_their_first_line()
    {
        List<CatalogRow> rows = await CatalogText.ReadAsync("id,title\n1,\"two\r\nlines\"\n\n2,next\n", "feed.csv");

        Assert.Equal([(2, "two\nlines"), (5, "next")], rows.Select(row => ((int)row.Line, row.Profile!.Title)));
    }

    [Fact]
    public async Task An_inch_mark_inside_an_unquoted_field_is_a_character() =>
        Assert.Equal("15.6\" Laptop", Assert.Single(await CatalogText.ReadAsync("id,title\n1,15.6\" Laptop", "feed.csv")).Profile!.Title);

    [Fact]
    public async Task A_quote_that_is_never_closed_costs_its_own_row_only()
    {
        List<CatalogRow> rows = await CatalogText.ReadAsync("id,title\n1,\"open\n2,two\n3,three\n", "feed.csv");

        Assert.Equal(2, rows[0].Error!.Line);
        Assert.Equal("title", rows[0].Error!.Field);
        Assert.Contains("never closed", rows[0].Error!.Message, StringComparison.Ordinal);
        Assert.Equal(["two", "three"], rows.Skip(1).Select(row => row.Profile!.Title));
    }

    [Fact]
    public async Task A_quote_that_is_never_closed_is_looked_for_within_the_limit_only()
    {
        var text = new StringBuilder("id,title\n0,\"open\n");
        for (int i = 1; i <= 1000; i++)
        {
            text.Append(i).Append(",row\n");
        }

        List<CatalogRow> rows = await CatalogText.ReadAsync(text.ToString(), "feed.csv", new ProductReaderOptions { MaxRowBytes = 1024 });

        Assert.Equal(1001, rows.Count);
        Assert.Single(rows, row => row.Error is not null);
        Assert.Equal(Enumerable.Range(1, 1000).Select(i => i.ToString()), rows.Skip(1).Select(row => row.Profile!.Id));
    }

    // The rule of recovery, in the simplest words: every row looks ahead for itself.
    [Fact]
    public async Task A_bad_quote_costs_only_its_own_row_wherever_quotes_are()
    {
        const int Limit = 1024;
        var random = new Random(4);
        string[] pieces = ["\"", "\"", ",", "a", "\n", "\n", "x\",\",\n", "\"\"", new string('b', 400) + "\n"];
        for (int run = 0; run < 3000; run++)
        {
            string[] lines =
                string.Concat(Enumerable.Range(0, random.Next(1, 25)).Select(_ => pieces[random.Next(pieces.Length)])).Split('\n');
            string text = "title,description\n" + string.Join('\n', lines);

            List<CatalogRow> rows = await CatalogText.ReadAsync(text, "feed.csv", new ProductReaderOptions { MaxRowBytes = Limit });

            Assert.Equal(Expected(lines, Limit), rows.Select(row => (row.Line, Fault(row))));
        }

        static string? Fault(CatalogRow row) => row.Error is not { } error ? $"{row.Profile!.Title}|{row.Profile.Description}"
            : error.Message.Contains("both empty", StringComparison.Ordinal) ? "|" : $"{error.Field}: {error.Message[..20]}";

        static IEnumerable<(long, string?)> Expected(string[] lines, int limit)
        {
            string[] columns = ["title", "description"];
            var record = new CsvRecord(',');
            for (int first = 0; first < lines.Length; first++)
            {
                if (string.IsNullOrWhiteSpace(lines[first]))
                {
                    continue;
                }

                record.Clear();
                CsvRecord.State state = record.Add(lines[first]);
                int last = first;
                for (int length = lines[first].Length; state == CsvRecord.State.NeedsLine && last + 1 < lines.Length;)
                {
                    length += lines[last + 1].Length + 1;
                    if (length > limit || (last + 2 == lines.Length && lines[^1].Length == 0))
                    {
                        break;
                    }

                    state = record.Add(lines[++last]);
                }

                (int column, string fault) = state == CsvRecord.State.NeedsLine
                    ? (record.Fields.Count, "The quote that opens")
                    : (record.Fields.Count - 1, "Text follows the quo");
                yield return (first + 2, state != CsvRecord.State.Complete ? $"{columns.ElementAtOrDefault(column)}: {fault}"

                    : record.Fields.Count < 2 || record.Fields.Skip(2).Any(field => field.Trim().Length > 0)
                    ? $": Expected 2 fields as"
                    : record.Fields.All(string.IsNullOrWhiteSpace)
                    ? "|"
                    : string.Join('|', record.Fields.Take(2)));
                first = state == CsvRecord.State.Complete ? last : first;
            }
        }
    }

    [Theory]
    [InlineData("1,\"a\"b", "title", "follows the quote")]
    [InlineData("1", null, "Expected 2 fields as in the header, found 1.")]
    [InlineData("1,a,b", null, "Expected 2 fields as in the header, found 3.")]
    [InlineData("1,", "title", "both empty")]
    public async Task Every_fault_names_its_column(string row, string? column, string message)
    {
        List<CatalogRow> rows = await CatalogText.ReadAsync($"id,title\n{row}\n2,next", "feed.csv");

        Assert.Equal(column, rows[0].Error!.Field);
        Assert.Contains(message, rows[0].Error!.Message, StringComparison.Ordinal);
        Assert.Equal("next", rows[1].Profile!.Title);
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("id,heading\n1,x", "no column 'title' or 'description'; the columns are: id, heading")]
    [InlineData("id,title,Title\n1,x,y", "duplicate column 'Title': columns 2 and 3 have this name")]
    [InlineData("\"id,title\n1,x", "never closed")]
    public async Task A_header_that_cannot_be_read_stops_the_file(string text, string message)
    {
        var fault = await Assert.ThrowsAsync<InvalidDataException>(() => CatalogText.ReadAsync(text, "feed.csv"));

        Assert.StartsWith("feed.csv", fault.Message, StringComparison.Ordinal);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mapped_column_that_is_not_there_stops_the_file()
    {
        var options = new ProductReaderOptions { Map = ColumnMap.Parse("title=Product Name") };

        var fault = await Assert.ThrowsAsync<InvalidDataException>(() => CatalogText.ReadAsync("id,name\n1,x", "feed.csv", options));

        Assert.Contains("no column 'Product Name'; the columns are: id, name", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_not_utf8_cost_their_row_only()
    {
        byte[] bytes = [.. "id,title\n0,café\n1,caf"u8, 0xe9, .. "\n2,next\n"u8];

        List<CatalogRow> rows = await CatalogText.ReadAsync(bytes, "feed.csv");

        Assert.Contains("Not valid UTF-8 at byte 6", rows[1].Error!.Message, StringComparison.Ordinal);
        Assert.Equal(["café", "next"], rows.Where(row => row.Profile is not null).Select(row => row.Profile!.Title));
    }
}
