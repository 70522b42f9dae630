using System.Text.Json.Nodes;

namespace EpmRl.Retrieval.TestKit.Qdrant;

/// <summary>
/// Compares requests with an OpenAPI document: method and path, parameters, body. It also reports names that are not in the document,
/// because the server silently ignores most of them.
/// </summary>
public sealed class OpenApiRequestCheck
{
    private readonly JsonObject _paths;
    private readonly OpenApiSchema _schemas;

    private OpenApiRequestCheck(JsonObject document)
    {
        _paths = document["paths"]!.AsObject();
        _schemas = new OpenApiSchema(document);
    }

    /// <summary>Reads an OpenAPI document in JSON.</summary>
    public static OpenApiRequestCheck Load(string path) => new(JsonNode.Parse(File.ReadAllBytes(path))!.AsObject());

    /// <summary>Compares a request.</summary>
    /// <returns>What is wrong with it, each with its place; empty when nothing is.</returns>
    public IReadOnlyList<string> Check(RecordedRequest request) => Check(request.Method, request.Path, request.Body);

    /// <summary>Compares a request.</summary>
    /// <param name="method">Its method.</param>
    /// <param name="path">Its path with query string, as it goes over the wire.</param>
    /// <param name="body">Its body; null without one, or if it is not JSON.</param>
    /// <returns>What is wrong with it, each with its place; empty when nothing is.</returns>
    public IReadOnlyList<string> Check(string method, string path, JsonNode? body)
    {
        string[] halves = path.Split('?', 2);
        if (Find(halves[0]) is not { } item || item.Operations[method.ToLowerInvariant()] is not JsonObject operation)
        {
            return [$"{method} {halves[0]} is not an operation of the document."];
        }

        List<string> issues = [];
        JsonObject[] parameters = [.. (item.Operations["parameters"]?.AsArray() ?? []).Concat(operation["parameters"]?.AsArray() ?? [])
            .Select(parameter => parameter!.AsObject())];
        CheckParameters(item.Values, In(parameters, "path"), "path", issues);
        CheckParameters(ParseQuery(halves.ElementAtOrDefault(1) ?? ""), In(parameters, "query"), "query", issues);
        CheckBody(operation["requestBody"]?.AsObject(), body, issues);
        return issues;
    }

    private static List<JsonObject> In(IEnumerable<JsonObject> parameters, string place) =>
        [.. parameters.Where(parameter => parameter["in"]!.GetValue<string>() == place)];

    private static Dictionary<string, string> ParseQuery(string query) => query
        .Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=', 2))
        .ToDictionary(pair => Uri.UnescapeDataString(pair[0]), pair => Uri.UnescapeDataString(pair.ElementAtOrDefault(1) ?? ""));

    private void CheckParameters(
        IReadOnlyDictionary<string, string> given, IReadOnlyList<JsonObject> known, string place, List<string> issues)
    {
        foreach ((string name, string value) in given)
        {
            if (known.FirstOrDefault(parameter => parameter["name"]!.GetValue<string>() == name) is not { } parameter)
            {
                issues.Add($"{place}: parameter '{name}' is unknown.");
            }
            else if (parameter["schema"] is { } schema)
            {
                issues.AddRange(_schemas.CheckText(value, schema.AsObject(), $"{place}.{name}"));
            }
        }

        foreach (JsonObject parameter in known)
        {
            string name = parameter["name"]!.GetValue<string>();
            if (parameter["required"]?.GetValue<bool>() == true && !given.ContainsKey(name))
            {
                issues.Add($"{place}: parameter '{name}' is missing.");
            }
        }
    }

    private void CheckBody(JsonObject? known, JsonNode? body, List<string> issues)
    {
        if (known is null)
        {
            if (body is not null)
            {
                issues.Add("body: the operation takes none.");
            }

            return;
        }

        if (known["content"]!["application/json"]?["schema"] is not { } schema)
        {
            return;
        }

        if (body is not null)
        {
            issues.AddRange(_schemas.Check(body, schema.AsObject(), "body"));
        }
        else
        {
            // The document calls no body required, but the server reads an empty one as broken JSON.
            issues.Add("body: missing.");
        }
    }

    /// <summary>The path of the document with the most fixed parts that fits.</summary>
    private (JsonObject Operations, IReadOnlyDictionary<string, string> Values)? Find(string path)
    {
        string[] parts = [.. path.Split('/').Skip(1)];
        (JsonObject Operations, IReadOnlyDictionary<string, string> Values)? best = null;
        foreach ((string template, JsonNode? operations) in _paths)
        {
            string[] wanted = [.. template.Split('/').Skip(1)];
            if (wanted.Length != parts.Length || !wanted.Zip(parts).All(pair => pair.First.StartsWith('{') || pair.First == pair.Second))
            {
                continue;
            }

            Dictionary<string, string> values = wanted.Zip(parts).Where(pair => pair.First.StartsWith('{'))
                .ToDictionary(pair => pair.First[1..^1], pair => Uri.UnescapeDataString(pair.Second));
            if (best is null || values.Count < best.Value.Values.Count)
            {
                best = (operations!.AsObject(), values);
            }
        }

        return best;
    }
}
