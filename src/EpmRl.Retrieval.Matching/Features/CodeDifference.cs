namespace EpmRl.Retrieval.Matching;

/// <summary>How the codes differ that only one title has.</summary>
internal static class CodeDifference
{
    private const int MostCodes = 8;

    /// <summary>Compares the codes that each title alone has.</summary>
    /// <returns>
    /// Whether two differ in one character (another model of a series), and whether one is the beginning of another (a suffix for color,
    /// region or revision).
    /// </returns>
    public static (bool Near, bool Prefix) Of(IReadOnlyList<Token> one, IReadOnlyList<Token> other)
    {
        bool near = false, prefix = false;
        foreach (Token left in one.Where(token => token.IsCode).Take(MostCodes))
        {
            foreach (Token right in other.Where(token => token.IsCode).Take(MostCodes))
            {
                (string shorter, string longer) = left.Text.Length <= right.Text.Length ? (left.Text, right.Text) : (right.Text, left.Text);
                prefix |= longer.StartsWith(shorter, StringComparison.Ordinal);
                near |= longer.Length == shorter.Length && Differences(shorter, longer) <= 1;
            }
        }

        return (near, prefix);
    }

    private static int Differences(string one, string other)
    {
        int count = 0;
        for (int i = 0; i < one.Length; i++)
        {
            count += one[i] == other[i] ? 0 : 1;
        }

        return count;
    }
}
