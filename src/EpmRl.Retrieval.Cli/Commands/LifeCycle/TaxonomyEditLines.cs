using System.Text.Json;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>Edits of a file, one JSON object a line, in the format of the journal.</summary>
internal static class TaxonomyEditLines
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        AllowOutOfOrderMetadataProperties = true,
    };

    /// <summary>Reads all edits; lines that cannot be read are listed together.</summary>
    /// <returns>The edits with their lines.</returns>
    /// <exception cref="UsageException">A line cannot be read, or the file has no edits.</exception>
    public static async Task<IReadOnlyList<(int Line, TaxonomyEdit Edit)>> ReadAsync(
        string path, Terminal terminal, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(path == "-" ? terminal.OpenInput() : new FileStream(path, FileMode.Open, FileAccess.Read));
        var edits = new List<(int, TaxonomyEdit)>();
        var problems = new List<string>();
        for (int line = 1; await reader.ReadLineAsync(cancellationToken) is { } text; line++)
        {
            if (text.Trim().Length == 0)
            {
                continue;
            }

            try
            {
                edits.Add((line, JsonSerializer.Deserialize<TaxonomyEdit>(text, Json) ?? throw new JsonException("the line is null")));
            }
            catch (Exception wrong) when (wrong is JsonException or NotSupportedException)
            {
                problems.Add($"{path}:{line}: {Explain(text, wrong)}");
            }
        }

        return problems.Count > 0 ? throw new UsageException(string.Join(Environment.NewLine, problems.Take(50)))
            : edits.Count > 0 ? edits
            : throw new UsageException($"{path} holds no edits. Expected lines such as {{\"edit\": \"rename-value\", \"value\": "
                + $"\"color/slate\", \"label\": \"Slate grey\"}}.");
    }

    private static string Explain(string text, Exception wrong)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(text);
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("edit", out JsonElement name)
                || name.ValueKind != JsonValueKind.String)
            {
                return "the line is not an edit. Expected a JSON object with 'edit'.";
            }

            string edit = name.GetString()!;
            if (TaxonomyEditWords.Usage.All(one => one.Name != edit))
            {
                return $"there is no edit '{edit}'.{ClosestName.Hint(edit, [.. TaxonomyEditWords.Usage.Select(one => one.Name)])}";
            }

            string fault = wrong is JsonException unfit ? JsonFault.Describe(unfit) : "it does not have the expected form";
            return $"{edit} cannot be read: {fault}.";
        }
        catch (JsonException damaged)
        {
            return $"the line cannot be read: {JsonFault.Describe(damaged)}.";
        }
    }
}
