using System.Globalization;

namespace EpmRl.Retrieval.Identification;

/// <summary>Makes the column names of a table unique, ignoring case.</summary>
internal sealed class HeaderNames
{
    private readonly HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Chooses a name for a column.</summary>
    /// <param name="wanted">The preferred name.</param>
    /// <param name="other">The alternative if that is taken; null for the same name with a number.</param>
    public string Take(string wanted, string? other = null)
    {
        string name = string.IsNullOrWhiteSpace(wanted) ? "column" : wanted.Trim();
        if (taken.Add(name))
        {
            return name;
        }

        if (other is not null && taken.Add(other))
        {
            return other;
        }

        string numbered;
        int number = 2;
        do
        {
            numbered = string.Create(CultureInfo.InvariantCulture, $"{other ?? name} {number++}");
        }
        while (!taken.Add(numbered));
        return numbered;
    }
}
