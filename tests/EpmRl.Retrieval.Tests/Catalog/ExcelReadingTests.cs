using System.IO.Compression;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Catalog;

/// <summary>Workbooks. The files of the folder <c>fixtures/excel</c> were written by SheetJS 0.18.5.</summary>
[Collection(nameof(MeasuredAlone))] // memory is measured
public sealed class ExcelReadingTests
{
    private const string Head = "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>";

    [Theory]
    [InlineData("products.xlsx")]
    [InlineData("products.xls")]
    public async Task A_sheet_gives_listings_with_texts_numbers_dates_and_flags(string name)
    {
        List<CatalogRow> rows = await CatalogText.ReadAsync(await FixtureAsync(name), name);

        ProductProfile first = rows[0].Profile!;
        Assert.Equal(
            ("lap-1", "Norvik laptop 16 GB RAM", "Black, 15.6 inch", "Laptops"),
            (first.Id, first.Title, first.Description, first.Category));
        Assert.Equal("4006381333931 \"2024-02-29\" 1049.5 true", string.Join(' ', first.Extra.Values.Select(value => value.GetRawText())));
        Assert.Equal("Norvik Büro-Notebook 8 GB RAM", rows[1].Profile!.Title);
        Assert.Equal([2, 3, 5], rows.Select(row => row.Line));
        Assert.Equal(
            $"{name}:5: field 'title': 'title' and 'description' are both empty; there is nothing to read.", rows[2].Error!.ToString());
    }

    [Fact]
    public async Task The_sheet_that_is_named_is_read_and_a_missing_one_is_refused_with_those_there_are()
    {
        byte[] file = await FixtureAsync("second-sheet.xlsx");

        Assert.Equal(
            2, (await CatalogText.ReadAsync(file, "feed.xlsx", new() { Sheet = "products" })).Count(row => row.Profile is not null));
        Assert.Contains("feed.xlsx:1: there is no column 'title'", await RefusalAsync(file), StringComparison.Ordinal);
        Assert.Equal("feed.xlsx: the workbook has no sheet 'Lamps'; its sheets are: 'Read me', "
            + "'Products'.", await RefusalAsync(file, new() { Sheet = "Lamps" }));
    }

    [Fact]
    public async Task A_code_whose_format_has_zeros_in_front_keeps_them()
    {
        byte[] file = Workbook("<row r=\"1\"><c t=\"str\"><v>id</v></c><c t=\"str\"><v>title</v></c></row><row r=\"2\"><c "
            + "s=\"1\"><v>42</v></c><c t=\"str\"><v>Lamp</v></c></row>");

        Assert.Equal("00042", Assert.Single(await CatalogText.ReadAsync(file, "feed.xlsx")).Profile!.Id);
    }

    [Theory]
    [InlineData("<row r=\"1\"><c r=\"ZZZZZ1\" t=\"str\"><v>title</v></c></row>", "columns")]
    [InlineData("<row r=\"2000000000\"><c t=\"str\"><v>title</v></c></row>", "rows")]
    public async Task A_sheet_with_more_cells_than_Excel_has_is_refused(string rows, string what) =>
        Assert.Contains(what, await RefusalAsync(Workbook(rows)), StringComparison.Ordinal);

    [Theory]
    [InlineData("<row>", "<c/>", 40 << 20, "row of a sheet is longer")]
    [InlineData("<row><c t=\"str\"><v>", "aaaaaaaa", 40 << 20, "tag or text of the XML is longer")]
    public async Task A_sheet_that_is_a_bomb_is_refused_in_little_memory(string head, string repeated, int size, string message)
    {
        byte[] file = Workbook(head, repeated, size);
        long before = GC.GetTotalAllocatedBytes(precise: true);

        Assert.Contains(message, await RefusalAsync(file), StringComparison.Ordinal);

        long allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        Assert.True(allocated < 32 << 20, $"{allocated:N0} bytes were allocated.");
    }

    [Fact]
    public async Task What_is_no_workbook_binary_or_from_an_archive_is_refused()
    {
        Assert.Contains(
            "not a workbook", await RefusalAsync("id,title\n"u8.ToArray(), new() { Format = CatalogFormat.Excel }),
            StringComparison.Ordinal);
        Assert.Contains(
            "(.xlsb) are not read", await RefusalAsync(PackedFeedTests.Zip(("xl/workbook.bin", "x"))), StringComparison.Ordinal);
        Assert.Contains("damaged", await RefusalAsync(PackedFeedTests.Zip(("xl/workbook.xml", "x"))), StringComparison.Ordinal);
        Assert.Contains("damaged", await RefusalAsync([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0]), StringComparison.Ordinal);
    }

    internal static async Task<byte[]> FixtureAsync(string name) =>
        await File.ReadAllBytesAsync(TestPaths.InProject("tests", "fixtures", "excel", name));

    private static byte[] Workbook(string rows, string repeated = "", int size = 0)
    {
        var packed = new MemoryStream();
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            Write("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>");
            Write("xl/workbook.xml", "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" "
                + "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"S\" sheetId=\"1\" "
                + "r:id=\"r1\"/></sheets></workbook>");
            Write("xl/_rels/workbook.xml.rels", "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
                + "<Relationship Id=\"r1\" "
                + "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" "
                + "Target=\"worksheets/sheet1.xml\"/>"
                + "<Relationship Id=\"r2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" "
                + "Target=\"styles.xml\"/></Relationships>");
            Write("xl/styles.xml", "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><numFmts "
                + "count=\"1\"><numFmt numFmtId=\"170\" formatCode=\"00000\"/></numFmts><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf "
                + "numFmtId=\"170\" applyNumberFormat=\"1\"/></cellXfs></styleSheet>");
            using Stream sheet = archive.CreateEntry("xl/worksheets/sheet1.xml").Open();
            sheet.Write(System.Text.Encoding.UTF8.GetBytes(Head + rows));
            byte[] block = System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(repeated, 8192)));
            for (int written = 0; written < size; written += block.Length)
            {
                sheet.Write(block);
            }

            sheet.Write(System.Text.Encoding.UTF8.GetBytes(size > 0 ? "" : "</sheetData></worksheet>"));

            void Write(string name, string text)
            {
                using Stream stream = archive.CreateEntry(name).Open();
                stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
            }
        }

        return packed.ToArray();
    }

    private static async Task<string> RefusalAsync(byte[] file, ProductReaderOptions? options = null)
    {
        var fault = await Assert.ThrowsAsync<InvalidDataException>(() => CatalogText.ReadAsync(file, "feed.xlsx", options));
        Assert.StartsWith("feed.xlsx", fault.Message, StringComparison.Ordinal);
        return fault.Message;
    }
}
