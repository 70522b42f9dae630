using System.Text.Json;
using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Matching;

/// <summary>
/// Reads cases, one JSON object a line: <c>id</c>, <c>class</c>, <c>a</c>, <c>b</c>, <c>verdict</c> and, for edited pairs, <c>plain_a</c>
/// or <c>plain_b</c>.
/// </summary>
internal static class MatchCasesReader
{
    private static readonly string[] Texts = ["id", "title", "description", "category"];

    /// <summary>Reads a file.</summary>
    /// <exception cref="FileNotFoundException">It does not exist.</exception>
    public static IReadOnlyList<MatchCase> Read(string path, Action<RowError> onError)
    {
        ArgumentNullException.ThrowIfNull(onError);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException(
                $"The file '{path}' does not exist; expected JSON Lines with id, class, a, b and verdict.", path);
        }

        var cases = new List<MatchCase>();
        long line = 0;
        foreach (string text in File.ReadLines(path))
        {
            line++;
            if (string.IsNullOrWhiteSpace(text))
            {
                continue;
            }

            try
            {
                cases.Add(CaseOf(JsonElement.Parse(text)));
            }
            catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
            {
                onError(new RowError(path, line, null, "Expected an object with id, class, a, b and verdict.",
                    text[..Math.Min(200, text.Length)]));
            }
        }

        return cases;
    }

    private static MatchCase CaseOf(JsonElement row)
    {
        string id = row.GetProperty("id").GetString()!;
        ProductProfile a = ListingOf(row.GetProperty("a"), id + "/a"), b = ListingOf(row.GetProperty("b"), id + "/b");
        ProductProfile? plainA = Optional(row, "plain_a", id + "/pa"), plainB = Optional(row, "plain_b", id + "/pb");
        return new MatchCase(
            id,
            row.GetProperty("class").GetString()!,
            new ListingPair(a, b),
            Enum.TryParse(row.GetProperty("verdict").GetString(), ignoreCase: true, out MatchVerdict verdict)
                ? verdict
                : throw new FormatException(),
            plainA is null && plainB is null ? null : new ListingPair(plainA ?? a, plainB ?? b));
    }

    private static ProductProfile? Optional(JsonElement row, string name, string id) =>
        row.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Object ? ListingOf(value, id) : null;

    private static ProductProfile ListingOf(JsonElement listing, string id) => new()
    {
        Id = id,
        Title = listing.TryGetProperty("title", out JsonElement title) ? title.GetString() ?? "" : "",
        Description = listing.TryGetProperty("description", out JsonElement text) ? text.GetString() ?? "" : "",
        Category = listing.TryGetProperty("category", out JsonElement category) ? category.GetString() : null,
        Extra = listing.EnumerateObject().Where(field => !Texts.Contains(field.Name))
            .ToDictionary(field => field.Name, field => field.Value.Clone()),
    };
}
