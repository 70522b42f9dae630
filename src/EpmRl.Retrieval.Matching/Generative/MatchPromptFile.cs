using System.Text.Json;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Files;

namespace EpmRl.Retrieval.Matching;

/// <summary>The content of a prompt's file.</summary>
/// <param name="Version">Its version, counted up by hand.</param>
/// <param name="Instructions">The task; <c>{aspects}</c> stands for the names of the aspects.</param>
/// <param name="ParseTask">The task of reading one listing; empty where there is none.</param>
/// <param name="Lines">The form of answers in lines; empty where a model has learned it.</param>
/// <param name="Json">The form of answers in JSON; empty likewise.</param>
/// <param name="Aspects">The aspects in order, with what a conflict in each means.</param>
/// <param name="Limits">How much of a listing is shown.</param>
/// <param name="Examples">Worked examples.</param>
/// <param name="HasDirectVerdict">Whether a trained model knows the verdict also as the first word of an answer.</param>
internal sealed record MatchPromptFile(
    string Version, string Instructions, string ParseTask, string Lines, string Json, IReadOnlyDictionary<string, AspectRole> Aspects,
    ListingLimits Limits, IReadOnlyList<MatchExample> Examples, bool HasDirectVerdict)
{
    private static readonly string[] Keys =
        ["version", "instructions", "parse", "lines", "json", "aspects", "limits", "examples", MatchPrompt.DirectVerdictKey];

    private static readonly string[] LimitKeys = ["title", "options", "column", "columns", "description", "only"];
    private static readonly string[] ExampleKeys = ["a", "b", "aspects", "verdict"];
    private static readonly string[] ClaimKeys = ["a", "b", "relation"];

    private static readonly Dictionary<string, AspectRole> Roles =
        new() { ["core"] = AspectRole.Core, ["model"] = AspectRole.Model, ["variant"] = AspectRole.Variant };

    private static readonly Dictionary<string, MatchVerdict> Verdicts =
        AnswerWords.Verdicts.ToDictionary(pair => pair.Word, pair => pair.Verdict);

    private static readonly Dictionary<string, AspectRelation> Relations =
        AnswerWords.Relations.ToDictionary(pair => pair.Word, pair => pair.Relation);

    /// <summary>Parses a file.</summary>
    /// <exception cref="FileFormatException">It is invalid; carries every problem with its line.</exception>
    public static MatchPromptFile Parse(string path, byte[] bytes)
    {
        var log = new ProblemLog();
        if (YamlFile.Parse(path, bytes, log) is not { } root)
        {
            log.ThrowIfErrors();
            throw new System.Diagnostics.UnreachableException();
        }

        var fields = new YamlFields(root, path, "prompt", log, Keys);
        var file = new MatchPromptFile(
            fields.RequiredText("version", "1"),
            fields.RequiredText("instructions", "Two listings follow."),
            fields.Text("parse") ?? "",
            fields.Text("lines") ?? "",
            fields.Text("json") ?? "",
            ReadAspects(fields, log),
            ReadLimits(fields, log),
            ReadExamples(fields, log),
            fields.Flag(MatchPrompt.DirectVerdictKey) ?? false);
        log.ThrowIfErrors();
        return file;
    }

    private static Dictionary<string, AspectRole> ReadAspects(YamlFields fields, ProblemLog log)
    {
        var aspects = new Dictionary<string, AspectRole>(StringComparer.Ordinal);
        if (fields.Map("aspects") is not { Entries.Count: > 0 } map)
        {
            log.Error(fields.Path, fields.LineOf("aspects"), "The prompt names no aspects. Add a map: 'aspects: {brand: core}'.");
            return aspects;
        }

        var roles = new YamlFields(map, fields.Path, "aspects", log, [.. map.Entries.Select(entry => entry.Key.Text)]);
        foreach ((YamlText key, _) in map.Entries)
        {
            if (key.Text.Any(c => !(char.IsAsciiLetter(c) || c == ' ')) || key.Text == "verdict")
            {
                log.Error(fields.Path, key.Line, $"The aspect '{key.Text}' is not a name of letters and blanks, or is 'verdict'.");
            }

            aspects[key.Text] = roles.Choice(key.Text, Roles) ?? AspectRole.Core;
        }

        return aspects;
    }

    private static ListingLimits ReadLimits(YamlFields fields, ProblemLog log)
    {
        const int Least = 40, Most = 20_000, MostColumns = 200;
        YamlMap map = fields.Map("limits") ?? new YamlMap(fields.Line, []);
        var limits = new YamlFields(map, fields.Path, "limits", log, LimitKeys);
        return new ListingLimits(
            limits.Whole("title", Least, Most) ?? 300,
            limits.Whole("options", 0, Most) ?? 200,
            limits.Whole("column", 0, Most) ?? 80,
            limits.Whole("columns", 0, MostColumns) ?? 12,
            limits.Whole("description", 0, Most) ?? 500,
            limits.Texts("only")?.Select(text => text.Text.ToLowerInvariant()).ToHashSet(StringComparer.Ordinal));
    }

    private static List<MatchExample> ReadExamples(YamlFields fields, ProblemLog log)
    {
        var examples = new List<MatchExample>();
        foreach (YamlNode node in fields.List("examples")?.Items ?? [])
        {
            if (node is not YamlMap map)
            {
                log.Error(fields.Path, node.Line, $"An example is {node.Kind}. Expected a map with a, b, aspects and verdict.");
                continue;
            }

            string owner = $"example {examples.Count + 1}";
            var example = new YamlFields(map, fields.Path, owner, log, ExampleKeys);
            examples.Add(new MatchExample(
                ReadListing(example, "a", log), ReadListing(example, "b", log), ReadClaims(example, owner, log),
                example.Choice("verdict", Verdicts) ?? Missing(example, owner, log)));
        }

        return examples;
    }

    private static MatchVerdict Missing(YamlFields example, string owner, ProblemLog log)
    {
        if (!example.Has("verdict"))
        {
            log.Error(example.Path, example.Line, $"The prompt's {owner} has no 'verdict'. Add one, for example 'verdict: same'.");
        }

        return MatchVerdict.Unsure;
    }

    private static ProductProfile ReadListing(YamlFields example, string key, ProblemLog log)
    {
        string title = "", description = "";
        var extra = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach ((YamlText name, YamlNode value) in (example.Map(key) ?? new YamlMap(example.Line, [])).Entries)
        {
            if (value is not YamlText text)
            {
                log.Error(example.Path, value.Line, $"The field '{name.Text}' of an example's listing is {value.Kind}. Expected a text.");
                continue;
            }

            switch (name.Text)
            {
                case "title":
                    title = text.Text;
                    break;
                case "description":
                    description = text.Text;
                    break;
                default:
                    extra[name.Text] = JsonSerializer.SerializeToElement(text.Text);
                    break;
            }
        }

        return new ProductProfile { Id = key, Title = title, Description = description, Extra = extra };
    }

    private static List<AspectClaim> ReadClaims(YamlFields example, string owner, ProblemLog log)
    {
        var claims = new List<AspectClaim>();
        foreach ((YamlText aspect, YamlNode node) in (example.Map("aspects") ?? new YamlMap(example.Line, [])).Entries)
        {
            if (node is not YamlMap map)
            {
                log.Error(example.Path, node.Line, $"The aspect '{aspect.Text}' of {owner} is {node.Kind}. Expected {{a, b, relation}}.");
                continue;
            }

            var claim = new YamlFields(map, example.Path, $"aspect '{aspect.Text}'", log, ClaimKeys);
            claims.Add(new AspectClaim(
                aspect.Text, claim.Text("a"), claim.Text("b"), claim.Choice("relation", Relations) ?? AspectRelation.None));
        }

        return claims;
    }
}
