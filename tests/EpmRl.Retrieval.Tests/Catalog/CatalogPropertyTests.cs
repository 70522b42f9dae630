using System.Text;
using System.Text.Json;
using EpmRl.Retrieval.Catalog;
using FsCheck;
using FsCheck.Xunit;

namespace EpmRl.Retrieval.Tests.Catalog;

public sealed class CatalogPropertyTests
{
    [Property(MaxTest = 300)]
    public void Any_bytes_give_rows_and_errors_or_one_refusal_of_the_file(byte[] bytes, bool csv)
    {
        string name = csv ? "feed.csv" : "feed.jsonl";
        byte[] text = csv ? [.. "id,title\n"u8, .. bytes] : bytes;

        List<CatalogRow> rows;
        try
        {
            rows = Read(text, name);
        }
        catch (InvalidDataException refusal) // such as an array that is never closed
        {
            Assert.StartsWith(name, refusal.Message, StringComparison.Ordinal);
            return;
        }

        Assert.All(rows, row => Assert.True(row.Profile is null != row.Error is null));
        Assert.Equal(rows.Select(row => row.Line).Order(), rows.Select(row => row.Line));
    }

    [Property(MaxTest = 300)]
    public void A_good_file_with_a_few_bytes_changed_loses_the_rows_they_touch_only(int seed, bool csv)
    {
        var random = new Random(seed);
        var text = new StringBuilder(csv ? "id,title,note\n" : "");
        for (int i = 0; i < 50; i++)
        {
            text.Append(csv ? $"{i},\"title {i}\",x\n" : $"{{\"id\":{i},\"title\":\"title {i}\",\"note\":\"x\"}}\n");
        }

        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text.ToString());
        int header = csv ? bytes.AsSpan().IndexOf((byte)'\n') + 1 : 1; // the first character says what the file is
        const string Nasty = "\"\\{}[],\n\r\t\0é";
        byte[] marks = System.Text.Encoding.UTF8.GetBytes(Nasty);
        for (int change = 0; change < 3; change++)
        {
            bytes[random.Next(header, bytes.Length)] = marks[random.Next(marks.Length)];
        }

        List<CatalogRow> rows = Read(bytes, csv ? "feed.csv" : "feed.jsonl");

        // A change touches a row, and where it makes or takes a line's end or a quote, the adjacent rows.
        int good = rows.Count(row => row.Profile is { } listing && listing.Title == $"title {listing.Id}");
        Assert.True(good >= 50 - (3 * 3), $"{good} of 50 rows were read.");
    }

    [Property(MaxTest = 300)]
    public void What_a_json_row_says_is_what_is_read(NonNull<string> id, NonNull<string> title, NonNull<string> note)
    {
        string row = JsonSerializer.Serialize(new { id = id.Get, title = "t" + title.Get, note = note.Get });

        ProductProfile listing = Read(System.Text.Encoding.UTF8.GetBytes(row), "feed.jsonl").Single().Profile!;

        Assert.Equal(Clean("t" + title.Get), listing.Title);
        Assert.Equal(Clean(note.Get), listing.Extra["note"].GetString());
        Assert.Equal(string.IsNullOrWhiteSpace(id.Get) ? "line-1" : Clean(id.Get), listing.Id);
    }

    [Property(MaxTest = 300)]
    public void What_a_csv_row_says_is_what_is_read(NonNull<string> title, NonNull<string> note)
    {
        string row = $"id,title,note\n1,{Quote("t" + title.Get)},{Quote(note.Get)}\n";

        ProductProfile listing = Read(System.Text.Encoding.UTF8.GetBytes(row), "feed.csv").Single().Profile!;

        Assert.Equal(Clean("t" + title.Get).Replace("\r\n", "\n", StringComparison.Ordinal), listing.Title);
        Assert.Equal(Clean(note.Get).Replace("\r\n", "\n", StringComparison.Ordinal), listing.Extra["note"].GetString());
    }

    private static List<CatalogRow> Read(byte[] bytes, string name) => CatalogText.ReadAsync(bytes, name).GetAwaiter().GetResult();

    // Half a surrogate pair cannot be written as UTF-8; it becomes the replacement character on the way.
    private static string Clean(string text) => System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));

    private static string Quote(string text) => "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}
