using System.Globalization;

namespace EpmRl.Retrieval.Identification;

/// <summary>Gives the columns of a table names of which no two are the same to a program that reads them without regard to case.</summary>
internal sealed class HeaderNames
{
    private readonly HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A name for a column.</summary>
    /// <param name="wanted">The name that it has where it is free.</param>
    /// <param name="other">The one that it has otherwise; null for the same with a number.</param>
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
