using System.Text.Json;
using System.Text.RegularExpressions;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests;

/// <summary>Holds the source tree to its design: which room may use which, and what the engine must not know.</summary>
public sealed class LayeringTests
{
    // A room may use the rooms to its left.
    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["Text"] = [],
        ["Telemetry"] = [],
        ["Storage"] = [],
        ["Files"] = ["Text", "Storage"],
        ["Catalog"] = ["Text", "Storage"],
        ["Taxonomy"] = ["Text", "Storage", "Files", "Catalog"],
        ["Encoding"] = ["Text", "Telemetry", "Storage"],
        ["Mentions"] = ["Text", "Catalog", "Taxonomy"],
        ["Prompts"] = ["Text", "Catalog", "Taxonomy", "Encoding", "Mentions"],
        ["Indexing"] = ["Text", "Telemetry", "Storage", "Taxonomy", "Encoding", "Prompts"],
        ["Identification"] = ["Text", "Telemetry", "Storage", "Files", "Catalog", "Taxonomy", "Encoding", "Mentions", "Prompts", "Indexing"],
        ["Search"] = ["Text", "Telemetry", "Files", "Taxonomy", "Encoding", "Mentions", "Indexing"],
        ["LifeCycle"] = ["Text", "Storage", "Catalog", "Taxonomy", "Encoding", "Mentions", "Indexing", "Identification"],
        ["Hosting"] = ["Telemetry", "Encoding", "Indexing", "Identification", "Search"],
        ["Aliases"] = ["Text", "Storage", "Files", "Catalog", "Taxonomy", "Mentions"],
    };

    private static IEnumerable<string> Sources(string folder) => Directory
        .EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    [Fact]
    public void Rooms_of_the_engine_use_only_rooms_to_their_left()
    {
        string engine = TestPaths.InProject("src", "EpmRl.Retrieval");
        var offences = new List<string>();
        foreach (string folder in Directory.EnumerateDirectories(engine).Where(folder => Path.GetFileName(folder) is not ("bin" or "obj")))
        {
            string room = Path.GetFileName(folder);
            Assert.True(MayUse.ContainsKey(room), $"Room '{room}' stands in no layer. Add it to {nameof(LayeringTests)}.");
            foreach (string file in Sources(folder))
            {
                IEnumerable<string> used = Regex.Matches(File.ReadAllText(file), @"\b(?:using EpmRl\.Retrieval\.|cref=""|\s|\()(?<room>[A-Z]\w+)(?:;|\.[A-Z])")
                    .Select(match => match.Groups["room"].Value)
                    .Where(name => name != room && MayUse.ContainsKey(name));
                offences.AddRange(used.Where(name => !MayUse[room].Contains(name)).Distinct()
                    .Select(name => $"{room}/{Path.GetFileName(file)} uses {name}"));
            }
        }

        Assert.Empty(offences);
    }

    [Fact]
    public void The_engine_knows_no_native_library_network_client_or_web_framework()
    {
        foreach (string file in Sources(TestPaths.InProject("src", "EpmRl.Retrieval")))
        {
            string text = File.ReadAllText(file);
            Assert.DoesNotContain("OnnxRuntime", text);
            Assert.DoesNotContain("Qdrant", text);
            Assert.DoesNotContain("System.Net.Http", text);
            Assert.DoesNotContain("System.Net.Sockets", text);
            Assert.DoesNotContain("AspNetCore", text);
        }
    }

    // Literals that are spelled like an attribute of a data set but are something else.
    private static readonly string[] OtherLiterals =
    [
        "Color", // an example in messages, which every catalogue has
        "Model", // a heading of the report: the encoder
        "description", "item", "model", "name", "quantity", "section", "size", "type", "weight", // keys of formats, and columns of tables
        "length", // a dimension of units
        "Size", // an operator of ONNX
    ];

    private static readonly string[] SourceFolders = ["EpmRl.Retrieval", "EpmRl.Retrieval.Evaluation", "EpmRl.Retrieval.Encoding.Onnx", "EpmRl.Retrieval.Training", "EpmRl.Retrieval.Cli"];

    // Knowledge of one data set belongs in taxonomy files.
    [Fact]
    public void No_attribute_or_value_of_a_data_set_stands_in_the_engines_code()
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
        var offences = new List<string>();
        foreach (string folder in SourceFolders)
        {
            foreach (string file in Sources(TestPaths.InProject("src", folder)))
            {
                string code = CodeOf(file);
                offences.AddRange(names.Where(name => code.Contains($"\"{name}", StringComparison.OrdinalIgnoreCase)
                    || code.Contains($"{name}\"", StringComparison.OrdinalIgnoreCase)).Select(name => $"{Path.GetFileName(file)}: {name}"));
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
