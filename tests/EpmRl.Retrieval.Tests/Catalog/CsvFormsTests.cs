using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Tests.Catalog;

/// <summary>CSV as programs write it: line ends, separators and encodings.</summary>
public sealed class CsvFormsTests
{
    private const string Feed =
        "id;title;price, net, EUR;size, cm\r\n1;Lampe für Büro, 15,6 Zoll;1,20;3\r\n2;\"Tisch; Eiche\";9,00;120\r\n";
    private static readonly (string, string)[] Rows = [("1", "Lampe für Büro, 15,6 Zoll"), ("2", "Tisch; Eiche")];

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\n")]
    [InlineData("\r")]
    [InlineData("\r\r\n")]
    public async Task Lines_end_as_the_first_one_does(string end)
    {
        List<CatalogRow> rows = await CatalogText.ReadAsync(Feed.Replace("\r\n", end, StringComparison.Ordinal), "feed.csv");

        Assert.Equal(Rows, rows.Select(Said));
        Assert.Equal([2, 3], rows.Select(row => row.Line));
    }

    [Fact]
    public async Task A_carriage_return_inside_a_field_of_a_file_with_line_feeds_is_a_character() =>
        Assert.Equal("a\rb", Assert.Single(await CatalogText.ReadAsync("id,title\n1,\"a\rb\"\n", "feed.csv")).Profile!.Title);

    [Fact]
    public async Task The_rows_decide_the_delimiter_of_a_header_with_more_commas_than_semicolons() =>
        Assert.Equal(Rows, (await CatalogText.ReadAsync(Feed, "feed.csv")).Select(Said));

    [Theory]
    [InlineData("sep=;\r\n")]
    [InlineData("\"sep=;\"\r\n")]
    [InlineData("\uFEFFsep=;\r\n")]
    public async Task A_first_line_that_states_the_separator_is_obeyed_and_is_no_header(string line)
    {
        List<CatalogRow> rows = await CatalogText.ReadAsync(line + Feed, "feed.csv");

        Assert.Equal(Rows, rows.Select(Said));
        Assert.Equal([3, 4], rows.Select(row => row.Line));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_separator_at_the_end_of_rows_adds_no_field(bool header, bool rows)
    {
        string text = $"id;title{(header ? ";" : "")}\n1;Lamp{(rows ? ";" : "")}\n";

        ProductProfile listing = Assert.Single(await CatalogText.ReadAsync(text, "feed.csv")).Profile!;

        Assert.Equal("Lamp", listing.Title);
        Assert.DoesNotContain(listing.Extra, field => field.Value.GetString() != "");
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public async Task Utf16_without_a_mark_is_told_by_its_zero_bytes(string encoding)
    {
        var notes = new List<string>();

        List<CatalogRow> rows =
            await CatalogText.ReadAsync(System.Text.Encoding.GetEncoding(encoding).GetBytes(Feed), "feed.csv", new() { Note = notes.Add });

        Assert.Equal(Rows, rows.Select(Said));
        Assert.Contains("no byte-order mark", Assert.Single(notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_utf8_from_its_first_foreign_letter_on_is_windows_1252_and_that_is_said()
    {
        var notes = new List<string>();

        List<CatalogRow> rows = await CatalogText.ReadAsync(Windows1252(Feed), "feed.csv", new() { Note = notes.Add });

        Assert.Equal(Rows, rows.Select(Said));
        Assert.StartsWith(
            "feed.csv: line 2 is not UTF-8, so the file is read as Windows-1252.", Assert.Single(notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_encoding_that_is_stated_is_used_without_a_word()
    {
        var notes = new List<string>();

        List<CatalogRow> rows = await CatalogText.ReadAsync(
            Windows1252(Feed), "feed.csv",
            new() { Note = notes.Add, Encoding = System.Text.CodePagesEncodingProvider.Instance.GetEncoding(1252) });

        Assert.Equal(Rows, rows.Select(Said));
        Assert.Empty(notes);
    }

    [Theory]
    [InlineData("37 7A BC AF 27 1C 00 04", "a 7-Zip archive")]
    [InlineData("25 50 44 46 2D 31 2E 37", "a PDF")]
    [InlineData("42 5A 68 39 31 41 59 26", "packed by bzip2")]
    public async Task What_is_no_text_is_refused_in_one_sentence(string bytes, string what)
    {
        var fault = await Assert.ThrowsAsync<InvalidDataException>(
            () => CatalogText.ReadAsync(Convert.FromHexString(bytes.Replace(" ", "", StringComparison.Ordinal)), "feed.csv"));

        Assert.StartsWith($"feed.csv: the file is {what}", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_any_bytes_is_refused_without_showing_them()
    {
        byte[] bytes = new byte[5000];
        new Random(3).NextBytes(bytes);

        var fault = await Assert.ThrowsAsync<InvalidDataException>(() => CatalogText.ReadAsync(bytes, "feed.csv"));

        Assert.StartsWith("feed.csv: the file is not text.", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(fault.Message, char.IsControl);
    }

    [Fact]
    public async Task Ids_that_are_used_again_are_reported_with_both_lines_and_the_rows_are_read()
    {
        var notes = new List<string>();
        string text = "id,title\n" + string.Concat(Enumerable.Range(0, 20).Select(i => $"{i % 2},Lamp {i}\n"));

        List<CatalogRow> rows = await CatalogText.ReadAsync(text, "feed.csv", new() { Note = notes.Add });

        Assert.Equal(20, rows.Count(row => row.Profile is not null));
        Assert.Equal("feed.csv:4: duplicate id '0', first on line 2; both rows are tagged.", notes[0]);
        Assert.Equal("feed.csv: Further rows with an id that an earlier row has: 13.", notes[^1]);
        Assert.Equal(6, notes.Count);
    }

    private static (string, string) Said(CatalogRow row) => (row.Profile!.Id, row.Profile.Title);

    private static byte[] Windows1252(string text) => System.Text.CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetBytes(text);
}
