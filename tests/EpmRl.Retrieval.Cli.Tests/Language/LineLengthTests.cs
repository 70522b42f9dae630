using System.Text.RegularExpressions;

namespace EpmRl.Retrieval.Cli.Tests.Language;

/// <summary>Lines have at most 140 columns, as <c>.editorconfig</c> says; what cannot be broken may be longer.</summary>
public sealed partial class LineLengthTests
{
    private const int Most = 140;

    [Fact]
    public void Lines_of_shipped_code_have_at_most_140_columns() => AssertNone(
        WrittenFiles.Sources("src").Concat(WrittenFiles.Sources("samples")), _ => false);

    // Test data is one line where a reader of the test sees it as one: a raw string, an inline row, a long literal.
    [Fact]
    public void Lines_of_tests_have_at_most_140_columns_unless_they_are_data() => AssertNone(
        WrittenFiles.Sources("tests"), line => line.Contains("\"\"\"", StringComparison.Ordinal)
            || line.TrimStart().StartsWith("[InlineData", StringComparison.Ordinal) || LongLiteral().IsMatch(line));

    [Fact]
    public void Prose_of_documents_has_at_most_140_columns()
    {
        var offences = new List<string>();
        foreach (string file in WrittenFiles.Documents())
        {
            bool code = false;
            foreach ((int number, string line) in File.ReadLines(file).Index())
            {
                code ^= line.StartsWith("```", StringComparison.Ordinal);
                bool table = line.StartsWith('|') || line.StartsWith("- |", StringComparison.Ordinal);
                if (line.Length > Most && !code && !table && !line.Contains("](", StringComparison.Ordinal))
                {
                    offences.Add(WrittenFiles.Place(file, number));
                }
            }
        }

        Assert.True(offences.Count == 0, $"{offences.Count} lines:\n{string.Join('\n', offences.Take(50))}");
    }

    private static void AssertNone(IEnumerable<string> files, Func<string, bool> isData)
    {
        string[] offences =
        [
            .. files.SelectMany(file => File.ReadLines(file).Index()
                .Where(line => line.Item.Length > Most && !isData(line.Item))
                .Select(line => $"{WrittenFiles.Place(file, line.Index)}: {line.Item.Length} columns")),
        ];
        Assert.True(offences.Length == 0, $"{offences.Length} lines:\n{string.Join('\n', offences.Take(100))}");
    }

    [GeneratedRegex("\"[^\"]{80,}\"")]
    private static partial Regex LongLiteral();
}
