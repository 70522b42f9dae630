using System.Globalization;

namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>Compares two answers to one query.</summary>
internal static class AnswerComparison
{
    // Different summation orders change scores slightly; scores closer than this may come in either order.
    private const float Tolerance = 1e-4f;

    /// <summary>Describes the first difference between a found answer and the expected one; null when they agree.</summary>
    public static string? Difference(IReadOnlyList<(string Id, float Score)> expected, IReadOnlyList<(string Id, float Score)> found)
    {
        if (expected.Count != found.Count)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{found.Count} answers, not {expected.Count}");
        }

        Dictionary<string, float> scores = expected.ToDictionary(answer => answer.Id, answer => answer.Score, StringComparer.Ordinal);
        for (int i = 0; i < found.Count; i++)
        {
            // An entry that the expected answer lacks must tie with its last one.
            float right = scores.GetValueOrDefault(found[i].Id, expected[^1].Score);
            if (Math.Abs(found[i].Score - right) > Tolerance || Math.Abs(found[i].Score - expected[i].Score) > Tolerance)
            {
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"place {i + 1} is '{found[i].Id}' with {found[i].Score:0.00000}, "
                        + $"expected '{expected[i].Id}' with {expected[i].Score:0.00000}");
            }
        }

        return null;
    }
}
