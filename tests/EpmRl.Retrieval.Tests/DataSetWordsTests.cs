using System.Text.Json;
using System.Text.RegularExpressions;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests;

/// <summary>The code knows no data set: its attributes and values belong in taxonomy files.</summary>
public sealed class DataSetWordsTests
{
    private static IEnumerable<string> Sources(string folder) => Directory
        .EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    // Literals that are spelled like an attribute of a data set but are something else.
    private static readonly string[] OtherLiterals =
    [
        "Color", // an example in messages, which every catalogue has
        "Model", // a heading of the report: the encoder
        "description", "item", "model", "name", "quantity", "section", "size", "type", "weight", // keys of formats, and columns of tables
        "length", // a dimension of units
        "Size", // an operator of ONNX
    ];

    private static readonly string[] SourceFolders =
    [
        "EpmRl.Retrieval", "EpmRl.Retrieval.Evaluation", "EpmRl.Retrieval.Encoding.Onnx", "EpmRl.Retrieval.Training",
        "EpmRl.Retrieval.Cli",
    ];

    // Knowledge of one data set belongs in taxonomy files.
    [Fact]
    public void No_attribute_or_value_of_a_data_set_occurs_in_the_engines_code()
    {
        using JsonDocument lists = JsonDocument.Parse(File.ReadAllText(TestPaths.Shared("data", "wdc-pave", "values.json")));
        string[] names =
        [
            .. lists.RootElement.EnumerateObject()
                .SelectMany(category => category.Value.EnumerateObject()
                    .SelectMany(attribute => attribute.Value.EnumerateArray().Select(value => value.GetString()!).Append(attribute.Name))
                    .Append(category.Name))
                .Where(name => name.Contains(' ', StringComparison.Ordinal) && name.Any(char.IsLetter) && name.Length >= 8)
                .Distinct(),
        ];
        Assert.True(names.Length > 100);
        var known = names.ToHashSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
        int[] lengths = [.. names.Select(name => name.Length).Distinct()];
        var offences = new List<string>();
        foreach (string folder in SourceFolders)
        {
            foreach (string file in Sources(TestPaths.InProject("src", folder)))
            {
                string code = CodeOf(file);
                offences.AddRange(
                    from part in code.Split('"') // a name after a quote, or before one
                    from length in lengths
                    where part.Length >= length
                        && (known.Contains(part.AsSpan(0, length)) || known.Contains(part.AsSpan(part.Length - length)))
                    select $"{Path.GetFileName(file)}: {part}");
            }
        }

        Assert.Empty(offences);
    }

    [Theory]
    [InlineData("wdc-pave")]
    [InlineData("ae-110k")]
    [InlineData("oa-mine")]
    public void No_one_word_attribute_of_a_data_set_is_a_literal_of_the_engines_code(string dataSet)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (string line in File.ReadLines(Path.Combine(TestPaths.Shared("data", dataSet), "train.jsonl")))
        {
            using JsonDocument row = JsonDocument.Parse(line);
            names.UnionWith(row.RootElement.GetProperty("target_scores").EnumerateObject()
                .Select(attribute => attribute.Name.Trim()).Where(name => !name.Contains(' ', StringComparison.Ordinal)));
        }

        Assert.True(names.Count > 10);
        IEnumerable<string> offences = SourceFolders.SelectMany(folder => Sources(TestPaths.InProject("src", folder)))
            .SelectMany(file => Regex.Matches(CodeOf(file), "(?<=\")[^\"\\s]+(?=\")").Select(match => match.Value).Distinct()
                .Where(literal => names.Contains(literal) && !OtherLiterals.Contains(literal, StringComparer.Ordinal))
                .Select(literal => $"{Path.GetFileName(file)}: {literal}"));
        Assert.Empty(offences);
    }

    // Comments may give examples; code may not.
    private static string CodeOf(string file) =>
        string.Join('\n', File.ReadLines(file).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal)));
}
