using System.Text;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Identification;

/// <summary>
/// Comparison keys of column and attribute names: <c>screenSize</c>, <c>screen_size</c> and <c>Screen-Size</c> have the same key.
/// </summary>
internal static class ColumnKey
{
    /// <summary>Length of the longest name that is compared, in characters; no attribute has a longer one.</summary>
    public const int Longest = 120;

    private const string Metafield = "product.metafields.";

    /// <summary>The key of a name; empty if it has no letters or digits.</summary>
    public static string Of(string name)
    {
        if (name.Length > Longest)
        {
            return "";
        }

        var parted = new StringBuilder(name.Length + 8);
        for (int i = 0; i < name.Length; i++)
        {
            // A capital begins a word after a small letter ("screenSize") and as the last of several ("EANCode").
            if (i > 0 && char.IsUpper(name[i])
                && (char.IsLower(name[i - 1]) || (char.IsUpper(name[i - 1]) && i + 1 < name.Length && char.IsLower(name[i + 1]))))
            {
                parted.Append(' ');
            }

            parted.Append(name[i] is '_' or '-' or '.' or ':' or '*' ? ' ' : name[i]);
        }

        return TextKey.Of(parted.ToString());
    }

    /// <summary>
    /// A name and the bracketed text after it, usually a unit. Brackets that only give Shopify's metafield of the column are left out.
    /// </summary>
    public static (string Name, string? Bracketed) Split(string name)
    {
        string rest = name.Trim();
        if (rest.Length > Longest || rest.Length < 3 || rest[^1] is not (')' or ']'))
        {
            return (rest, null);
        }

        int open = rest.LastIndexOf(rest[^1] == ')' ? '(' : '[');
        if (open <= 0)
        {
            return (rest, null);
        }

        string inside = rest[(open + 1)..^1].Trim();
        rest = rest[..open].TrimEnd();
        return inside.StartsWith(Metafield, StringComparison.Ordinal) ? Split(rest) : (rest, inside);
    }
}
