using EpmRl.Retrieval.Aliases;
using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Aliases;

public sealed class AliasSuggestionFileTests : IDisposable
{
    private static readonly AliasSuggestion[] Suggestions = [Suggest("navy: blue", "a: \"b\" # c"), Suggest("grey", "ash")];

    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void What_a_person_accepts_is_read_back()
    {
        string path = Write();
        Assert.Empty(AliasSuggestionFile.ReadAccepted(path));

        string text = File.ReadAllText(path);
        File.WriteAllText(path, text.Replace("accept: false, alias: \"a:", "accept: true, alias: \"a:", StringComparison.Ordinal));
        AliasToAdd accepted = Assert.Single(AliasSuggestionFile.ReadAccepted(path));

        Assert.Equal(("color", "navy: blue", "a: \"b\" # c", 12), (accepted.AttributeId, accepted.Label, accepted.Alias, accepted.Line));
    }

    [Fact]
    public void Each_suggestion_is_one_line()
    {
        Assert.Equal(Suggestions.Length, File.ReadLines(Write()).Count(line => line.Contains("accept: false, ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("accept: false", "accept: yes", "'accept' is the text 'yes'. Expected true or false.")]
    [InlineData("accept: false", "acept: true", "unknown key 'acept'. Closest: 'accept'.")]
    [InlineData("format: 1", "format: 9", "this program reads format 1")]
    public void A_mistake_is_reported_with_its_line(string from, string to, string expected)
    {
        string path = Write();
        File.WriteAllText(path, File.ReadAllText(path).Replace(from, to, StringComparison.Ordinal));

        FileFormatException thrown = Assert.Throws<FileFormatException>(() => AliasSuggestionFile.ReadAccepted(path));

        Assert.Contains(thrown.Problems, problem => problem.Line > 0 && problem.Message.Contains(expected, StringComparison.Ordinal));
    }

    private string Write()
    {
        AliasSuggestionFile.Write(scratch["s.yaml"], Suggestions, "small", "labels.jsonl", new AliasMinerOptions());
        return scratch["s.yaml"];
    }

    private static AliasSuggestion Suggest(string label, string alias) => new()
    {
        AttributeId = "color",
        Attribute = "Color",
        Category = null,
        ValueId = "v",
        Label = label,
        Alias = alias,
        Support = 3,
        Groups = 2,
        Precision = 0.95,
        LogLikelihoodRatio = 12.3,
        Likeness = AliasLikeness.None,
        Example = "… an ash lamp …",
    };
}
