using System.Globalization;
using EpmRl.Retrieval.Text;

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
        string name = Clean(wanted);
        if (IsFree(name))
        {
            return name;
        }

        if (other is not null && IsFree(other = Clean(other)))
        {
            return other;
        }

        string numbered;
        int number = 2;
        do
        {
            numbered = string.Create(CultureInfo.InvariantCulture, $"{other ?? name} {number++}");
        }
        while (!IsFree(numbered));
        return numbered;
    }

    // Programs drop a byte-order mark at the beginning of a file, which is where the first name is.
    private static string Clean(string name) => name.Trim().Trim('\ufeff').Trim() is { Length: > 0 } clean ? clean : "column";

    // Names are distinct as a table writes them: "=a" becomes "'=a", which may be another column's own name.
    private bool IsFree(string name) => taken.Add(SpreadsheetText.Disarm(name.Replace('\0', '\ufffd')));
}
