using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Evaluation;

public sealed class LabelledDataSetReaderTests
{
    [Fact]
    public async Task Read_takes_title_description_labels_and_shop_of_a_WDC_PAVE_row()
    {
        using var folder = new ScratchFolder();
        folder.Write("train.jsonl", """
            {"id": 7, "category": "Desks", "input_title": "Oak desk", "input_description": "47 in", "url": "shop.example",
            """.Trim() + """ "target_scores": {"Color": {"Brown": {"pid": [0], "score": 1}, "Oak": {"score": 1}}, "Width": {"n/a": 1}}}""");

        LabelledDataSet data = await LabelledDataSetReader.ReadAsync(folder.Path);

        LabelledListing listing = Assert.Single(data.Listings);
        Assert.Equal(
            ("7", "Oak desk", "47 in", "Desks"),
            (listing.Profile.Id, listing.Profile.Title, listing.Profile.Description, listing.Profile.Category));
        Assert.Equal(["Brown", "Oak"], listing.Gold["Color"]);
        Assert.Empty(listing.Gold["Width"]);
        Assert.Equal("shop.example", listing.Group);
    }

    [Fact]
    public async Task Read_takes_the_text_of_an_AE_110K_row_as_title_and_trims_labels()
    {
        using var folder = new ScratchFolder();
        folder.Write(
            "train.jsonl", """{"input": "Minnow YA24a", "category": "Lure", "target_scores": {"Model": {" YA24a ": 1, "n/a": 1}}}""");

        LabelledDataSet data = await LabelledDataSetReader.ReadAsync(folder.Path);

        LabelledListing listing = Assert.Single(data.Listings);
        Assert.Equal(("line-1", "Minnow YA24a", ""), (listing.Profile.Id, listing.Profile.Title, listing.Profile.Description));
        Assert.Equal(["YA24a"], listing.Gold["Model"]);
    }

    [Theory]
    [InlineData("not json", "is not JSON")]
    [InlineData("[1]", "is a JSON Array; expected an object.")]
    [InlineData("""{"input": 3, "category": "c", "target_scores": {}}""", "has a Number as 'input'; expected a text.")]
    [InlineData("""{"input": "x", "target_scores": {}}""", "has no 'category'; expected a text.")]
    [InlineData("""{"input": "x", "category": " ", "target_scores": {}}""", "has an empty 'category'.")]
    [InlineData("""{"input": "x", "category": "c"}""", "has no object 'target_scores'; expected {attribute: {label: …}}.")]
    [InlineData("""{"input": "x", "category": "c", "target_scores": {"A": "b"}}""", "has a String as 'target_scores.A'; expected {label: …}.")]
    [InlineData("""{"input": " ", "category": "c", "target_scores": {}}""", "has no text to identify anything in.")]
    [InlineData("""{"input": "\ud800", "category": "c", "target_scores": {}}""", "surrogate")]
    public async Task Read_reports_a_bad_row_by_file_and_line_and_reads_the_others(string row, string message)
    {
        using var folder = new ScratchFolder();
        const string good = """{"input": "x", "category": "c", "target_scores": {"A": {"b": 1}}}""";
        string file = folder.Write("train.jsonl", $"{good}\n\n{row}\n{good}\n");

        LabelledDataSet data = await LabelledDataSetReader.ReadAsync(folder.Path);

        Assert.Equal([1, 4], data.Listings.Select(listing => listing.Line));
        Assert.Contains(message, Assert.Single(data.BadRows).ToString(), StringComparison.Ordinal);
        Assert.StartsWith($"{file}:3: ", data.BadRows[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_says_which_files_there_are_when_it_cannot_choose_or_find_one()
    {
        using var folder = new ScratchFolder();
        folder.Write("a.jsonl", "");
        folder.Write("b.jsonl", "");

        Assert.Contains("a.jsonl, b.jsonl", (await Fails(folder.Path, null)).Message, StringComparison.Ordinal);
        Assert.Contains("a.jsonl, b.jsonl", (await Fails(folder.Path, "c.jsonl")).Message, StringComparison.Ordinal);
        Assert.Contains("is empty", (await Fails(folder.Path, "a.jsonl")).Message, StringComparison.Ordinal);
        Assert.Contains("no folder", (await Fails(folder["nowhere"], null)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_refuses_a_file_of_another_form_naming_its_fields()
    {
        using var folder = new ScratchFolder();
        folder.Write("train.jsonl", """{"title": "x", "labels": []}""");

        Assert.Contains("'title', 'labels'", (await Fails(folder.Path, null)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wdc-pave", "train_large.jsonl", 1066, nameof(LabelledDataFormat.TitleAndDescription))]
    [InlineData("ae-110k", null, 1568, nameof(LabelledDataFormat.TitleOnly))]
    [InlineData("oa-mine", null, 1452, nameof(LabelledDataFormat.TitleOnly))]
    public async Task Read_takes_every_row_of_the_published_sets(string set, string? split, int rows, string format)
    {
        LabelledDataSet data = await LabelledDataSetReader.ReadAsync(TestPaths.Shared("data", set), split);

        Assert.Equal((rows, 0, format), (data.Listings.Count, data.BadRows.Count, data.Format.ToString()));
        Assert.Equal(set == "wdc-pave", data.ValuesFile is not null);
    }

    private static Task<DataSetFormatException> Fails(string folder, string? split) =>
        Assert.ThrowsAsync<DataSetFormatException>(() => LabelledDataSetReader.ReadAsync(folder, split));
}
