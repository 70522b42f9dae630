using System.Globalization;
using System.Text.Json.Nodes;

namespace EpmRl.Retrieval.TestKit.Qdrant.State;

/// <summary>An index of a payload field: its type and, when they were given, its parameters.</summary>
internal sealed record PayloadIndex(PayloadPath Path, string Type, JsonObject? Parameters)
{
    /// <summary>All types, in the order in which messages list them.</summary>
    public static readonly IReadOnlyList<string> Types = ["bool", "datetime", "float", "geo", "integer", "keyword", "text", "uuid"];

    /// <summary>The name that messages of strict mode give this index, with the ability to match phrases.</summary>
    public string Kind => Type == "text" && MatchesPhrases ? "text (with phrase_matching: true)" : Type;

    public bool MatchesPhrases => Flag("phrase_matching", false);

    /// <summary>Whether the field can be counted by value and grouped by.</summary>
    public bool SupportsMatch => Type is "keyword" or "bool" or "uuid" || (Type == "integer" && Flag("lookup", true));

    /// <summary>Whether the field can be ordered by.</summary>
    public bool SupportsRange => Type is "float" or "datetime" || (Type == "integer" && Flag("range", true));

    /// <summary>Whether the index holds a value of this kind.</summary>
    public bool Holds(JsonNode? value) => Type switch
    {
        "keyword" or "text" => PayloadValue.Text(value) is not null,
        "integer" => PayloadValue.Integer(value) is not null,
        "float" => PayloadValue.Number(value) is not null,
        "bool" => PayloadValue.Boolean(value) is not null,
        "uuid" => PayloadValue.Text(value) is { } text && PointId.TryParseUuid(text, out _),
        "datetime" => PayloadValue.Text(value) is { } time && DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, out _),
        _ => value is JsonObject place && place.ContainsKey("lat") && place.ContainsKey("lon"),
    };

    /// <summary>The words of a text, as this index (or one with defaults) cuts it.</summary>
    public static IReadOnlyList<string> Words(PayloadIndex? index, string text)
    {
        bool lower = index?.Flag("lowercase", true) ?? false;
        string cased = lower ? text.ToLowerInvariant() : text;
        int shortest = index?.Length("min_token_len") ?? 0;
        int longest = index?.Length("max_token_len") ?? int.MaxValue;
        bool bySpaces = index?.Parameters?["tokenizer"]?.GetValue<string>() == "whitespace";
        List<string> words = [];
        int start = -1;
        for (int i = 0; i <= cased.Length; i++)
        {
            bool inside = i < cased.Length && (bySpaces ? !char.IsWhiteSpace(cased[i]) : char.IsLetterOrDigit(cased[i]));
            if (inside && start < 0)
            {
                start = i;
            }
            else if (!inside && start >= 0)
            {
                words.Add(cased[start..i]);
                start = -1;
            }
        }

        return [.. words.Where(word => word.Length >= shortest && word.Length <= longest)];
    }

    public JsonObject Show(int points)
    {
        JsonObject shown = new() { ["data_type"] = Type, ["points"] = points };
        if (Parameters is not null)
        {
            shown["params"] = Parameters.DeepClone();
        }

        return shown;
    }

    private bool Flag(string name, bool otherwise) => PayloadValue.Boolean(Parameters?[name]) ?? otherwise;

    private int? Length(string name) => (int?)PayloadValue.Integer(Parameters?[name]);
}
