using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>Makes ids from names.</summary>
internal static class Slug
{
    private const int MostLength = 80;

    /// <summary>
    /// Lower-case letters and digits without accents, everything between them one <c>-</c>; a point between two digits stays (<c>Café Größe
    /// 1.5 L</c> → <c>cafe-grosse-1.5-l</c>). A name without any such letter gives <c>x</c> and a hash of the name.
    /// </summary>
    public static string Of(string name)
    {
        string text = UnicodeForms.Decompose(name.Replace("ß", "ss", StringComparison.Ordinal), compatibility: true);
        var slug = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length && slug.Length < MostLength; i++)
        {
            char c = text[i];
            if (char.IsAsciiLetterOrDigit(c))
            {
                slug.Append(char.ToLowerInvariant(c));
            }
            else if (c == '.' && i > 0 && i + 1 < text.Length && char.IsAsciiDigit(text[i - 1]) && char.IsAsciiDigit(text[i + 1]))
            {
                slug.Append('.');
            }
            else if (slug.Length > 0 && slug[^1] != '-' && CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark
                && c is not ('\'' or '’'))
            {
                slug.Append('-');
            }
        }

        string result = slug.ToString().Trim('-', '.');
        return result.Length > 0 ? result : "x" + Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(name)))[..8];
    }
}
