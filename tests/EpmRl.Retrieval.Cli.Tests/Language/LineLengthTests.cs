using System.Text.RegularExpressions;

namespace EpmRl.Retrieval.Cli.Tests.Language;

/// <summary>Lines have at most 140 columns, as <c>.editorconfig</c> says; what cannot be broken may be longer.</summary>
public sealed partial class LineLengthTests
{
    private const int Most = 140;

    [Fact]
    public void Lines_of_shipped_code_have_at_most_140_columns() =>
        AssertNone(
            [.. WrittenFiles.Sources("src"), .. WrittenFiles.Sources("src", ".razor"), .. WrittenFiles.Sources("samples")],
            dataMayBeLonger: false);

    // Test data is one line where a reader of the test sees it as one: a raw string, an inline row, a long literal.
    [Fact]
    public void Lines_of_tests_have_at_most_140_columns_unless_they_are_data() =>
        AssertNone(WrittenFiles.Sources("tests"), dataMayBeLonger: true);

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
                bool table = line.TrimStart().StartsWith('|');
                if (line.Length > Most && !code && !table && !line.Contains("](", StringComparison.Ordinal))
                {
                    offences.Add(WrittenFiles.Place(file, number));
                }
            }
        }

        Assert.True(offences.Count == 0, $"{offences.Count} lines:\n{string.Join('\n', offences.Take(50))}");
    }

    private static void AssertNone(IEnumerable<string> files, bool dataMayBeLonger)
    {
        string[] offences = [.. files.SelectMany(file => TooLong(file, dataMayBeLonger))];
        Assert.True(offences.Length == 0, $"{offences.Length} lines:\n{string.Join('\n', offences.Take(100))}");
    }

    private static IEnumerable<string> TooLong(string file, bool dataMayBeLonger)
    {
        bool raw = false; // inside a raw string
        foreach ((int number, string line) in File.ReadLines(file).Index())
        {
            bool quotes = line.Split("\"\"\"").Length % 2 == 0;
            bool data = raw || quotes || line.Contains("\"\"\"", StringComparison.Ordinal)
                || line.TrimStart().StartsWith("[InlineData", StringComparison.Ordinal) || LongLiteral().IsMatch(line);
            raw ^= quotes;
            if (line.Length > Most && !(data && dataMayBeLonger))
            {
                yield return $"{WrittenFiles.Place(file, number)}: {line.Length} columns";
            }
        }
    }

    [GeneratedRegex("\"[^\"]{80,}\"")]
    private static partial Regex LongLiteral();
}
