using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>Reads edits that people and programs wrote as JSON objects, in the form of the journal.</summary>
internal static class TaxonomyEditJson
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowOutOfOrderMetadataProperties = true,
    };

    private static readonly string[] Names =
        [.. typeof(TaxonomyEdit).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(kind => (string)kind.TypeDiscriminator!)];

    /// <summary>Reads an edit.</summary>
    /// <param name="text">A JSON object with <c>edit</c>, the name of the edit.</param>
    /// <param name="edit">The edit.</param>
    /// <param name="problem">What is wrong with it; null where it could be read.</param>
    /// <param name="what">What the text is called in the problem.</param>
    public static bool TryRead(
        string text, [NotNullWhen(true)] out TaxonomyEdit? edit, [NotNullWhen(false)] out string? problem, string what = "it")
    {
        try
        {
            edit = JsonSerializer.Deserialize<TaxonomyEdit>(text, Json) ?? throw new JsonException("it is null");
            problem = null;
            return true;
        }
        catch (Exception wrong) when (wrong is JsonException or NotSupportedException)
        {
            (edit, problem) = (null, Explain(text, wrong, what));
            return false;
        }
    }

    private static string Explain(string text, Exception wrong, string what)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(text);
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("edit", out JsonElement name)
                || name.ValueKind != JsonValueKind.String)
            {
                return $"{what} is not an edit. Expected a JSON object with 'edit'.";
            }

            string edit = name.GetString()!;
            if (!Names.Contains(edit, StringComparer.Ordinal))
            {
                return $"there is no edit '{edit}'.{ClosestName.Hint(edit, Names)}";
            }

            string fault = wrong is JsonException unfit ? JsonFault.Describe(unfit) : "it does not have the expected form";
            return $"{edit} cannot be read: {fault}.";
        }
        catch (JsonException damaged)
        {
            return $"{what} cannot be read: {JsonFault.Describe(damaged)}.";
        }
    }
}
