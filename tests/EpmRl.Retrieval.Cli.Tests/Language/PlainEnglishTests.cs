using System.Text.RegularExpressions;

namespace EpmRl.Retrieval.Cli.Tests.Language;

/// <summary>
/// Messages, comments and documents are plain technical English: words that have crept in before, and what to write instead.
/// </summary>
public sealed class PlainEnglishTests
{
    private static readonly (string Pattern, string Instead)[] Words =
    [
        (@"anew", "again"),
        (@"betters|bettered", "improves"),
        (@"mend|mends|mended", "fix"),
        (@"likest", "closest"),
        (@"of late", "recently"),
        (@"(?:go|goes|going|gone|went) on with", "resume, continue"),
        (@"stands? (?:twice|in no|beside|at|on|in(?! for)|there|above|below)", "is"),
        (@"as it stands", "unchanged"),
        (@"(?:is|are|was|were|be) told", "is reported"),
        (@"at hand", "available"),
        (@"what is said", "the text"),
        (@"(?<!there )(?:is|are) no (?:cursor|store|index|taxonomy|table|model|number|unit|value|name)", "is not a …"),
        (@"wherefrom|lest|heed", "plain words"),
    ];

    private static readonly Regex Banned = new(
        @"\b(?:" + string.Join('|', Words.Select((word, at) => $"(?<w{at}>{word.Pattern})")) + @")\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);

    // Reasons of answers are part of the output's frozen form.
    private static readonly string[] Frozen = ["read; stands in no list", "which is no value of"];

    [Fact]
    public void Sources_and_documents_use_none_of_the_replaced_words()
    {
        IEnumerable<string> files = WrittenFiles.Sources("src").Concat(WrittenFiles.Documents());
        string[] offences =
            [.. files.SelectMany(file => File.ReadLines(file).Index().SelectMany(line => Offences(file, line.Index, line.Item)))];

        Assert.True(offences.Length == 0, $"{offences.Length} lines:\n{string.Join('\n', offences.Take(100))}");
    }

    [Theory]
    [InlineData("// A query that goes on with the list", "goes on with")]
    [InlineData("throw new Exception(\"The key stands twice in the object.\");", "stands twice")]
    [InlineData("'x' is no cursor.", "is no cursor")]
    public void A_replaced_word_is_found(string line, string word) =>
        Assert.Contains(word, Assert.Single(Offences("a.cs", 0, line)), StringComparison.Ordinal);

    private static IEnumerable<string> Offences(string file, int number, string line)
    {
        string text = Frozen.Aggregate(line, (rest, frozen) => rest.Replace(frozen, "", StringComparison.Ordinal));
        foreach (Match match in Banned.Matches(text))
        {
            int word = Array.FindIndex(Words, candidate => match.Groups[$"w{Array.IndexOf(Words, candidate)}"].Success);
            yield return $"{WrittenFiles.Place(file, number)}: '{match.Value}', write '{Words[word].Instead}'";
        }
    }
}
