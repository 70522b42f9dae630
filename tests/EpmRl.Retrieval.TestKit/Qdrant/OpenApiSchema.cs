using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EpmRl.Retrieval.TestKit.Qdrant;

/// <summary>Compares values with the schemas of an OpenAPI 3.0 document.</summary>
internal sealed class OpenApiSchema(JsonObject document)
{
    private const string ReferencePrefix = "#/components/schemas/";

    /// <summary>What is wrong with a value.</summary>
    public IReadOnlyList<string> Check(JsonNode? value, JsonObject schema, string place)
    {
        schema = Resolve(schema);
        if (value is null)
        {
            return AcceptsNull(schema) ? [] : [$"{place}: null is not allowed."];
        }

        List<string> issues = [];
        foreach (string choice in (ReadOnlySpan<string>)["anyOf", "oneOf"])
        {
            if (schema[choice] is JsonArray branches)
            {
                issues.AddRange(CheckChoice(value, branches, place));
            }
        }

        foreach (JsonNode? part in schema["allOf"]?.AsArray() ?? [])
        {
            issues.AddRange(Check(value, part!.AsObject(), place));
        }

        if (schema["type"]?.GetValue<string>() is { } type && !HasType(value, type))
        {
            return [.. issues, $"{place}: {value.GetValueKind()} instead of {type}."];
        }

        if (schema["enum"] is JsonArray known && !known.Any(one => JsonNode.DeepEquals(one, value)))
        {
            return [.. issues, $"{place}: {value.ToJsonString()} is none of {known.ToJsonString()}."];
        }

        switch (value)
        {
            case JsonObject map:
                CheckObject(map, schema, place, issues);
                break;
            case JsonArray list:
                CheckArray(list, schema, place, issues);
                break;
            case JsonValue single when single.GetValueKind() == JsonValueKind.Number:
                CheckNumber(single, schema, place, issues);
                break;
            case JsonValue single when single.GetValueKind() == JsonValueKind.String:
                CheckString(single.GetValue<string>(), schema, place, issues);
                break;
        }

        return issues;
    }

    /// <summary>What is wrong with a parameter, which is always a text.</summary>
    public IReadOnlyList<string> CheckText(string value, JsonObject schema, string place)
    {
        JsonNode?[] readings = [JsonValue.Create(value), TryParse(value)];
        return readings.Where(reading => reading is not null).Select(reading => Check(reading, schema, place))
            .MinBy(issues => issues.Count)!;
    }

    private static JsonNode? TryParse(string value)
    {
        try
        {
            return JsonNode.Parse(value);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool HasType(JsonNode value, string type) => (type, value.GetValueKind()) switch
    {
        ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array)
            or ("string", JsonValueKind.String) or ("number", JsonValueKind.Number) => true,
        ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        ("integer", JsonValueKind.Number) => value.ToJsonString().AsSpan().IndexOfAny('.', 'e', 'E') < 0,
        _ => false,
    };

    private static void CheckNumber(JsonValue value, JsonObject schema, string place, List<string> issues)
    {
        double number = double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture);
        if (schema["minimum"]?.GetValue<double>() is { } least && number < least)
        {
            issues.Add($"{place}: {value.ToJsonString()} is below {least.ToString(CultureInfo.InvariantCulture)}.");
        }

        if (schema["maximum"]?.GetValue<double>() is { } most && number > most)
        {
            issues.Add($"{place}: {value.ToJsonString()} is above {most.ToString(CultureInfo.InvariantCulture)}.");
        }

        bool fits = schema["format"]?.GetValue<string>() switch
        {
            "float" => float.IsFinite((float)number),
            "uint" or "uint64" => ulong.TryParse(value.ToJsonString(), NumberStyles.None, CultureInfo.InvariantCulture, out _),
            "uint32" => uint.TryParse(value.ToJsonString(), NumberStyles.None, CultureInfo.InvariantCulture, out _),
            "int64" => long.TryParse(value.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
            "int32" => int.TryParse(value.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
            _ => double.IsFinite(number),
        };
        if (!fits)
        {
            issues.Add($"{place}: {value.ToJsonString()} does not fit the format {schema["format"]?.GetValue<string>() ?? "of a number"}.");
        }
    }

    private static void CheckString(string value, JsonObject schema, string place, List<string> issues)
    {
        if (schema["minLength"]?.GetValue<int>() is { } least && value.Length < least)
        {
            issues.Add($"{place}: shorter than {least}.");
        }

        if (schema["maxLength"]?.GetValue<int>() is { } most && value.Length > most)
        {
            issues.Add($"{place}: longer than {most}.");
        }

        bool fits = schema["format"]?.GetValue<string>() switch
        {
            "uuid" => Guid.TryParse(value, out _),
            "uri" => Uri.TryCreate(value, UriKind.Absolute, out _),
            "date-time" => DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, out _),
            _ => true,
        };
        if (!fits)
        {
            issues.Add($"{place}: '{value}' does not fit the format {schema["format"]!.GetValue<string>()}.");
        }
    }

    private void CheckObject(JsonObject map, JsonObject schema, string place, List<string> issues)
    {
        JsonObject? properties = schema["properties"]?.AsObject();
        foreach (JsonNode? name in schema["required"]?.AsArray() ?? [])
        {
            if (!map.ContainsKey(name!.GetValue<string>()))
            {
                issues.Add($"{place}: '{name.GetValue<string>()}' is missing.");
            }
        }

        foreach ((string name, JsonNode? member) in map)
        {
            if (properties?[name] is JsonObject known)
            {
                issues.AddRange(Check(member, known, $"{place}.{name}"));
            }
            else if (schema["additionalProperties"] is JsonObject others)
            {
                issues.AddRange(Check(member, others, $"{place}.{name}"));
            }
            else if (properties is not null && schema["additionalProperties"]?.GetValueKind() != JsonValueKind.True)
            {
                issues.Add($"{place}: '{name}' is unknown.");
            }
        }
    }

    private void CheckArray(JsonArray list, JsonObject schema, string place, List<string> issues)
    {
        if (schema["minItems"]?.GetValue<int>() is { } least && list.Count < least)
        {
            issues.Add($"{place}: fewer than {least} elements.");
        }

        if (schema["maxItems"]?.GetValue<int>() is { } most && list.Count > most)
        {
            issues.Add($"{place}: more than {most} elements.");
        }

        for (int i = 0; schema["items"] is JsonObject items && i < list.Count; i++)
        {
            issues.AddRange(Check(list[i], items, $"{place}[{i}]"));
        }
    }

    /// <summary>One branch has to fit; the server takes the first that does. If none does, the closest one's problem is reported.</summary>
    private IReadOnlyList<string> CheckChoice(JsonNode value, JsonArray branches, string place)
    {
        IReadOnlyList<string>? closest = null;
        foreach (JsonObject branch in branches.Select(branch => branch!.AsObject()).Where(branch => !IsNullOnly(branch)))
        {
            IReadOnlyList<string> issues = Check(value, branch, place);
            if (issues.Count == 0)
            {
                return [];
            }

            if (closest is null || Depth(issues) > Depth(closest) || (Depth(issues) == Depth(closest) && issues.Count < closest.Count))
            {
                closest = issues;
            }
        }

        return closest ?? [];
    }

    /// <summary>A complaint from deep inside comes from the branch that was meant.</summary>
    private static int Depth(IReadOnlyList<string> issues) =>
        issues.Min(issue => issue.Split(':')[0].Count(letter => letter is '.' or '['));

    /// <summary>The document writes "or null" as a branch that says nothing else.</summary>
    private static bool IsNullOnly(JsonObject branch) => branch.Count == 1 && branch.ContainsKey("nullable");

    private bool AcceptsNull(JsonObject schema) =>
        schema["nullable"]?.GetValue<bool>() == true
        || (schema["anyOf"] ?? schema["oneOf"]) is JsonArray branches && branches.Any(branch => AcceptsNull(Resolve(branch!.AsObject())))
        || schema.All(pair => pair.Key is "description" or "title" or "default");

    private JsonObject Resolve(JsonObject schema)
    {
        while (schema["$ref"]?.GetValue<string>() is { } reference)
        {
            schema = document["components"]!["schemas"]![reference[ReferencePrefix.Length..]]!.AsObject();
        }

        return schema;
    }
}
