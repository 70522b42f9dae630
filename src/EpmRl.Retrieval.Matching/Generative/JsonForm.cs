using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EpmRl.Retrieval.Matching;

/// <summary>
/// Answers as one JSON object: <c>{"aspects": [{"aspect", "a", "b", "relation"}], "verdict"}</c>, the verdict last, so that it follows from
/// the aspects.
/// </summary>
internal sealed class JsonForm : AnswerForm
{
    private const int MostClaims = 24;

    private static readonly string[] Keys = ["aspects", "verdict"];
    private static readonly string[] ClaimKeys = ["aspect", "a", "b", "relation"];

    /// <inheritdoc/>
    public override string Name => "json";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Stops { get; } = [];

    /// <inheritdoc/>
    public override IReadOnlyList<string> VerdictTexts { get; } = [.. AnswerWords.Verdicts.Select(pair => pair.Word)];

    /// <inheritdoc/>
    /// <remarks>The schema does not depend on the listings, so that a server compiles it once.</remarks>
    public override OutputGrammar Grammar(IReadOnlyList<string> aspects, ShownListing a, ShownListing b)
    {
        static JsonObject Choice(IEnumerable<string> words) =>
            new() { ["type"] = "string", ["enum"] = new JsonArray([.. words.Select(word => (JsonNode)word)]) };
        static JsonObject Quote() => new() { ["type"] = new JsonArray("string", "null") };
        static JsonObject Object(JsonObject properties) => new()
        {
            ["type"] = "object",
            ["properties"] = properties,
            ["required"] = new JsonArray([.. properties.Select(property => (JsonNode)property.Key)]),
            ["additionalProperties"] = false,
        };

        JsonObject claim = Object(new JsonObject
        {
            ["aspect"] = Choice(aspects),
            ["a"] = Quote(),
            ["b"] = Quote(),
            ["relation"] = Choice(AnswerWords.Relations.Select(pair => pair.Word)),
        });
        JsonObject schema = Object(new JsonObject
        {
            ["aspects"] = new JsonObject { ["type"] = "array", ["items"] = claim },
            ["verdict"] = Choice(VerdictTexts),
        });
        return new OutputGrammar(GrammarKind.JsonSchema, schema.ToJsonString(AnswerJson.Plain));
    }

    /// <inheritdoc/>
    public override string Write(IReadOnlyList<AspectClaim> claims, MatchVerdict verdict)
    {
        var aspects = new JsonArray([.. claims.Select(claim => (JsonNode)new JsonObject
        {
            ["aspect"] = claim.Aspect,
            ["a"] = claim.QuoteA,
            ["b"] = claim.QuoteB,
            ["relation"] = AnswerWords.Of(claim.Relation),
        })]);
        return new JsonObject { ["aspects"] = aspects, ["verdict"] = AnswerWords.Of(verdict) }.ToJsonString(AnswerJson.Plain);
    }

    /// <inheritdoc/>
    public override bool TryParse(
        string text, IReadOnlyList<string> aspects, [NotNullWhen(true)] out Answer? answer, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        answer = null;
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, AnswerJson.Strict);
            return TryRead(document.RootElement, text, aspects, out answer, out problem);
        }
        catch (Exception broken) when (broken is JsonException or ArgumentException or InvalidOperationException)
        {
            problem = "the answer is not JSON of the form asked for"; // also a lone surrogate
            return false;
        }
    }

    private static bool TryRead(
        JsonElement root, string text, IReadOnlyList<string> aspects, out Answer? answer, [NotNullWhen(false)] out string? problem)
    {
        answer = null;
        if (!HasKeys(root, Keys) || root.GetProperty("aspects") is not { ValueKind: JsonValueKind.Array } list
            || root.GetProperty("verdict") is not { ValueKind: JsonValueKind.String } word)
        {
            problem = "the answer is not an object of 'aspects' and 'verdict'";
            return false;
        }

        if (AnswerWords.VerdictOf(word.GetString()!) is not { } verdict)
        {
            problem = $"unknown verdict '{Short(word.GetString()!)}'";
            return false;
        }

        var claims = new List<AspectClaim>();
        foreach (JsonElement item in list.EnumerateArray())
        {
            if (!HasKeys(item, ClaimKeys) || item.GetProperty("aspect").ValueKind != JsonValueKind.String
                || item.GetProperty("relation").ValueKind != JsonValueKind.String
                || !IsQuote(item.GetProperty("a")) || !IsQuote(item.GetProperty("b"))
                || AnswerWords.RelationOf(item.GetProperty("relation").GetString()!) is not { } relation || claims.Count == MostClaims)
            {
                problem = $"item {claims.Count + 1} of 'aspects' is not an aspect with quotes and a relation";
                return false;
            }

            var claim = new AspectClaim(
                item.GetProperty("aspect").GetString()!, item.GetProperty("a").GetString(), item.GetProperty("b").GetString(), relation);
            if (!IsSound(claim, aspects, claims, out problem))
            {
                return false;
            }

            claims.Add(claim);
        }

        problem = claims.Count == 0 ? "no aspect before the verdict" : null;
        answer = problem is null ? new Answer(claims, verdict, VerdictStart(text)) : null;
        return problem is null;
    }

    private static bool IsQuote(JsonElement value) => value.ValueKind is JsonValueKind.String or JsonValueKind.Null;

    private static bool HasKeys(JsonElement value, string[] keys) =>
        value.ValueKind == JsonValueKind.Object && value.EnumerateObject().Count() == keys.Length
        && keys.All(key => value.TryGetProperty(key, out _));

    // The first character of the word itself, after its quotation mark; the caller has parsed the text.
    private static int VerdictStart(string text)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text);
        var reader = new Utf8JsonReader(bytes);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1 && reader.ValueTextEquals("verdict"))
            {
                reader.Read();
                return System.Text.Encoding.UTF8.GetCharCount(bytes.AsSpan(0, (int)reader.TokenStartIndex + 1));
            }
        }

        return 0;
    }
}
