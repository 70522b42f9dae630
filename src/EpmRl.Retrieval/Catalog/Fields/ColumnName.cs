using System.Text.RegularExpressions;

namespace EpmRl.Retrieval.Catalog;

/// <summary>
/// A column's name that may carry a locale and a channel: <c>name-de_DE</c>, <c>color-ecommerce</c> or <c>description-de_DE-print</c>.
/// </summary>
/// <param name="Code">The name without them: <c>name</c>.</param>
/// <param name="Locale">Language and country, <c>de_DE</c>; null for none.</param>
/// <param name="Channel">Where the value is shown; null for none.</param>
internal sealed partial record ColumnName(string Code, string? Locale, string? Channel)
{
    private const int MostParsed = 200; // characters; longer names are not parsed

    /// <summary>Splits a name; one in another form is its own code.</summary>
    public static ColumnName Parse(string name) =>
        name.Length <= MostParsed && Form().Match(name) is { Success: true } match
            ? new ColumnName(match.Groups["code"].Value, Found(match.Groups["locale"]), Found(match.Groups["channel"]))
            : new ColumnName(name, null, null);

    /// <summary>A name as it is compared: lower case, with <c>_</c> as a blank.</summary>
    public static string KeyOf(string name) => name.Trim().ToLowerInvariant().Replace('_', ' ');

    /// <summary>Whether the column has the requested locale: <c>de-DE</c>, <c>de_DE</c>, or <c>de</c> for any country.</summary>
    public bool IsOf(string? locale) =>
        Locale is not null && locale is not null && KeyOf(Locale) is var own && KeyOf(locale.Replace('-', '_')) is var named
        && (own == named || own.StartsWith(named + " ", StringComparison.Ordinal));

    private static string? Found(Group group) => group.Success ? group.Value : null;

    [GeneratedRegex(
        "^(?<code>[^-]+)(?:-(?<locale>[a-z]{2,3}_[A-Za-z]{2,8}))?(?:-(?<channel>[A-Za-z0-9_]+))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
