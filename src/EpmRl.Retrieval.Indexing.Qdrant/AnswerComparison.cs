using System.Globalization;

namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>Compares two answers to one query.</summary>
internal static class AnswerComparison
{
    // The two sum in different orders, so scores that differ by less may come in either order.
    private const float Tolerance = 1e-4f;

    /// <summary>Where a found answer differs from the expected one, in words; null where it does not.</summary>
    public static string? Difference(IReadOnlyList<(string Id, float Score)> expected, IReadOnlyList<(string Id, float Score)> found)
    {
        if (expected.Count != found.Count)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{found.Count} answers, not {expected.Count}");
        }

        Dictionary<string, float> scores = expected.ToDictionary(answer => answer.Id, answer => answer.Score, StringComparer.Ordinal);
        for (int i = 0; i < found.Count; i++)
        {
            // One that the expected answer left out at its end must tie with its last.
            float right = scores.GetValueOrDefault(found[i].Id, expected[^1].Score);
            if (Math.Abs(found[i].Score - right) > Tolerance || Math.Abs(found[i].Score - expected[i].Score) > Tolerance)
            {
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"place {i + 1} is '{found[i].Id}' with {found[i].Score:0.00000}, expected '{expected[i].Id}' with "
                        + $"{expected[i].Score:0.00000}");
            }
        }

        return null;
    }
}
