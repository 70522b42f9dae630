using System.Text.Json;

namespace EpmRl.Retrieval.Training.Generative;

/// <summary>A line of a model's <c>validation.jsonl</c>: a pair held out, with the answers in both orders.</summary>
/// <param name="Set">Name of its data set.</param>
/// <param name="A">Id of the listing shown first.</param>
/// <param name="B">Id of the listing shown second.</param>
/// <param name="IsSame">The label.</param>
/// <param name="IsSeen">Whether training pairs have both products.</param>
/// <param name="Product">The product of the first listing, as a number.</param>
/// <param name="Forth">The answer about the pair as given.</param>
/// <param name="Back">The answer about it swapped.</param>
internal sealed record ValidationRow(
    string Set, string A, string B, bool IsSame, bool IsSeen, int Product, MeasuredAnswer Forth, MeasuredAnswer Back)
{
    /// <summary>Name of the file in a model folder.</summary>
    public const string FileName = "validation.jsonl";

    /// <summary>The row of an answered pair.</summary>
    public static ValidationRow Of(GenerativeValidation.Answered answered) => new(
        answered.Pair.Set, answered.Pair.A.Id, answered.Pair.B.Id, answered.Pair.IsSame, answered.Pair.IsSeen, answered.Pair.Product,
        answered.Forth, answered.Back);

    /// <summary>The lines of rows.</summary>
    public static string Write(IEnumerable<ValidationRow> rows) => string.Concat(rows.Select(row => JsonSerializer.Serialize(row) + "\n"));

    /// <summary>The rows of a model folder; empty where it has none, or none that can be read: they only serve to compare.</summary>
    public static IReadOnlyList<ValidationRow> Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        try
        {
            return !File.Exists(path) ? [] : [.. File.ReadLines(path).Select(line => JsonSerializer.Deserialize<ValidationRow>(line)!)];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
