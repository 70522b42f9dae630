using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.TestKit;
using EpmRl.Retrieval.Training.Composition;

namespace EpmRl.Retrieval.Training.Tests.Composition;

public sealed class ContextFramesTests
{
    private const string Whole = """
        language: en
        fillers: [New]
        closings: ["Imported."]
        sentences: ["A {product} with {more}."]
        attributes: {Color: [Colour]}
        units: {in: [inches]}
        words: {colors: [black, Jet Black]}
        frames:
          plain:
            - {id: spec, stated: "{attribute}: {value}"}
          negation:
            - {id: without, in: title, takes: [colors], stated: "with {value}", twin: "without {value}, with {actual}"}
            - {id: idiom, stated: "in [black]", twin: "in the [Black] Friday sale"}
        """;

    [Fact]
    public void A_file_gives_its_words_and_frames()
    {
        ContextLanguage language = Assert.Single(Load(Whole));

        Assert.Equal("en", language.Language);
        Assert.Equal("Jet Black", language.Words["jet black"]);
        Assert.Equal(["Colour"], language.Attributes["color"]);
        Assert.Equal(["inches"], language.Units["in"]);
        Assert.Equal(["spec", "without", "idiom"], language.Frames.Select(frame => frame.Id));
        Assert.Null(language.Frames[0].Twin);
        ContextFrame without = language.Frames[1];
        Assert.Equal((FrameKind.Negation, ProfileField.Title), (without.Kind, without.Field));
        Assert.Equal(["colors"], without.Takes);
        Assert.Equal(
            [(FrameSlot.Text, "without "), (FrameSlot.Value, ""), (FrameSlot.Text, ", with "), (FrameSlot.Actual, "")],
            without.Twin!.Parts);
        Assert.Equal((FrameSlot.Words, "black"), language.Frames[2].Stated.Parts[1]);
        Assert.Equal(ProfileField.Description, language.Frames[2].Field);
    }

    [Theory]
    [InlineData("with {value}", "with {valeu}", 12, "unknown slot 'valeu'. Expected one of value,")]
    [InlineData("with {value}\"", "with {value\"", 12, "'{' at character 6 without its counterpart")]
    [InlineData("stated: \"with {value}\"", "stated: \"with it\"", 12, "'stated' has no place for a value: 'with it'. Expected {value}")]
    [InlineData("in [black]", "in [ ]", 13, "empty brackets at character 4. Expected a value's words")]
    [InlineData("in: title", "in: header", 12, "has in 'header'. Expected one of title, description.")]
    [InlineData("takes: [colors]", "takes: colors", 12, "'takes' is the text 'colors'. Expected a list")]
    [InlineData(", twin: \"in the [Black] Friday sale\"", "", 13, "Frame 'idiom' has no 'twin'.")]
    [InlineData("stated: \"{attribute}: {value}\"", "stated: \"{value}\", twin: \"no {value}\"", 10, "is plain but has a twin")]
    [InlineData("id: idiom", "id: without", 13, "The frame 'without' is listed again, first on line 12")]
    [InlineData("{id: idiom, ", "{", 13, "has no 'id'")]
    [InlineData("  negation:", "  negatoin:", 11, "unknown key 'negatoin'. Closest: 'negation'.")]
    [InlineData("language: en", "language: de", 1, "is named 'en' but its language is 'de'")]
    [InlineData("fillers: [New]", "fillers: []", 2, "has no 'fillers'. Expected a list with one text or more.")]
    [InlineData("{product} with {more}", "{product}", 4, "has no place for values. Expected {more}")]
    [InlineData("{colors: [black, Jet Black]}", "[black]", 7, "'words' is a list. Expected a map.")]
    [InlineData("- {id: spec, stated: \"{attribute}: {value}\"}", "- spec", 10, "Expected a frame of kind 'plain'")]
    public void A_damaged_file_is_refused_with_the_line_and_what_was_expected(string from, string to, int line, string message)
    {
        Assert.Contains(from, Whole, StringComparison.Ordinal);

        FileProblem problem = Assert.Throws<FileFormatException>(() => Load(Whole.Replace(from, to, StringComparison.Ordinal))).Problems[0];

        Assert.Equal(line, problem.Line);
        Assert.EndsWith("en.yaml", problem.Path, StringComparison.Ordinal);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_frames_is_refused()
    {
        using var folder = new ScratchFolder();

        Assert.Contains("no context frames", Assert.Throws<FileFormatException>(() => ContextFrames.Load(folder.Path)).Message,
            StringComparison.Ordinal);
        Assert.Contains("cannot be read", Assert.Throws<FileFormatException>(() => ContextFrames.Load(folder["missing"])).Message,
            StringComparison.Ordinal);
    }

    private static IReadOnlyList<ContextLanguage> Load(string text)
    {
        using var folder = new ScratchFolder();
        File.WriteAllText(folder["en.yaml"], text);
        return ContextFrames.Load(folder.Path);
    }
}
