using System.Globalization;
using System.Text;
using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Aliases;

/// <summary>Suggested aliases as a YAML file for review: one suggestion per line, <c>accept: true</c> for the right ones.</summary>
internal static class AliasSuggestionFile
{
    private const int MostBytes = 64 << 20;

    private static readonly string[] FileKeys = ["format", "taxonomy", "data", "min_support", "min_precision", "attributes"];
    private static readonly string[] AttributeKeys = ["attribute", "name", "category", "aliases"];
    private static readonly string[] AliasKeys =
        ["accept", "alias", "value", "label", "support", "shops", "precision", "llr", "like", "example"];

    /// <summary>Writes suggestions, none of them accepted; the same ones give the same bytes.</summary>
    /// <param name="path">The file; replaced atomically.</param>
    /// <param name="suggestions">By attribute, as returned by <see cref="AliasMiner.Mine"/>.</param>
    /// <param name="taxonomy">Name of the taxonomy.</param>
    /// <param name="data">Name of the labelled data.</param>
    /// <param name="options">The options they were mined with.</param>
    public static void Write(
        string path, IReadOnlyList<AliasSuggestion> suggestions, string taxonomy, string data, AliasMinerOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(suggestions);
        ArgumentNullException.ThrowIfNull(options);
        var text = new StringBuilder();
        text.Append(
            "# Wordings that labelled listings use for values. Write 'accept: true' where one means its value whenever it occurs in a\n");
        text.Append("# listing; then accept this file into the taxonomy or schema.\n");
        text.Append(CultureInfo.InvariantCulture, $"format: {TaxonomySchema.Format}\n");
        text.Append(CultureInfo.InvariantCulture, $"taxonomy: {YamlOut.Text(taxonomy)}\ndata: {YamlOut.Text(data)}\n");
        text.Append(
            CultureInfo.InvariantCulture, $"min_support: {options.MinSupport}\nmin_precision: {YamlOut.Number(options.MinPrecision)}\n");
        text.Append(suggestions.Count == 0 ? "attributes: []\n" : "attributes:\n");
        foreach (IGrouping<string, AliasSuggestion> attribute in suggestions.GroupBy(suggestion => suggestion.AttributeId))
        {
            AliasSuggestion first = attribute.First();
            text.Append(CultureInfo.InvariantCulture, $"  - attribute: {YamlOut.Text(first.AttributeId)}\n    name: "
                + $"{YamlOut.Text(first.Attribute)}\n");
            if (first.Category is { } category)
            {
                text.Append(CultureInfo.InvariantCulture, $"    category: {YamlOut.Text(category)}\n");
            }

            text.Append("    aliases:\n");
            foreach (AliasSuggestion suggestion in attribute)
            {
                text.Append("      - ").Append(Line(suggestion)).Append('\n');
            }
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        AtomicFile.Write(path, text.ToString());
    }

    /// <summary>Reads the accepted ones.</summary>
    /// <exception cref="FileFormatException">The file is invalid; carries every problem with its line.</exception>
    public static IReadOnlyList<AliasToAdd> ReadAccepted(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var log = new ProblemLog();
        var accepted = new List<AliasToAdd>();
        if (WholeFile.Read(path, MostBytes, "Mine with a larger minimum support.", log) is { } bytes
            && YamlFile.Parse(path, bytes, log) is { } map)
        {
            var file = new YamlFields(map, path, "the file", log, FileKeys);
            TaxonomyReader.CheckFormat(file, log);
            foreach (YamlFields attribute in Maps(file, "attributes", "{attribute: …, name: …, aliases: […]}", AttributeKeys, log))
            {
                ReadAttribute(attribute, accepted, log);
            }
        }

        log.ThrowIfErrors();
        return accepted;
    }

    private static void ReadAttribute(YamlFields attribute, List<AliasToAdd> accepted, ProblemLog log)
    {
        string id = attribute.RequiredText("attribute", "color-family");
        string name = attribute.RequiredText("name", "Color Family");
        foreach (YamlFields alias in Maps(attribute, "aliases", "{accept: true, alias: …, value: …, label: …}", AliasKeys, log))
        {
            if (!alias.Has("accept"))
            {
                log.Error(alias.Path, alias.Line, "The suggestion has no 'accept'. Write 'accept: true' or 'accept: false'.");
            }

            var one = new AliasToAdd
            {
                AttributeId = id,
                Attribute = name,
                Category = attribute.Text("category"),
                ValueId = alias.RequiredText("value", "dark-blue"),
                Label = alias.RequiredText("label", "Dark Blue"),
                Alias = alias.RequiredText("alias", "navy"),
                Path = alias.Path,
                Line = alias.Line,
            };
            if (alias.Flag("accept") == true)
            {
                accepted.Add(one);
            }
        }
    }

    private static IEnumerable<YamlFields> Maps(YamlFields owner, string key, string expected, string[] known, ProblemLog log)
    {
        foreach (YamlNode node in owner.List(key)?.Items ?? [])
        {
            if (node is YamlMap map)
            {
                yield return new YamlFields(map, owner.Path, "the entry", log, known);
            }
            else
            {
                log.Error(owner.Path, node.Line, $"Expected an entry, {expected}, found {node.Kind}.");
            }
        }
    }

    private static string Line(AliasSuggestion suggestion) => YamlOut.Map(
    [
        ("accept", "false"),
        ("alias", YamlOut.Text(suggestion.Alias)),
        ("value", YamlOut.Text(suggestion.ValueId)),
        ("label", YamlOut.Text(suggestion.Label)),
        ("support", suggestion.Support.ToString(CultureInfo.InvariantCulture)),
        ("shops", suggestion.Groups.ToString(CultureInfo.InvariantCulture)),
        ("precision", YamlOut.Number(Math.Round(suggestion.Precision, 3))),
        ("llr", YamlOut.Number(Math.Round(suggestion.LogLikelihoodRatio, 1))),
        ("like", NameOf(suggestion.Likeness)),
        ("example", YamlOut.Text(suggestion.Example)),
    ]);

    /// <summary>A likeness as a word, for files and tables.</summary>
    public static string NameOf(AliasLikeness likeness) => likeness switch
    {
        AliasLikeness.Initials => "initials",
        AliasLikeness.Spelling => "spelling",
        AliasLikeness.SharedWord => "word",
        _ => "none",
    };
}
