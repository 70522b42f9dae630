namespace EpmRl.Retrieval.Catalog;

/// <summary>The names a column may be matched by: its own, and those that the file's conventions derive from it.</summary>
/// <param name="Column">The name in the file.</param>
/// <param name="Names">Its name, and its name without locale and channel where it has them.</param>
/// <param name="Further">
/// Its meaning in the program that wrote the file, <c>brand</c> for Shopify's <c>Vendor</c>; null if it has no special one.
/// </param>
/// <param name="Mapped">Attributes mapped to it.</param>
/// <param name="LocaleRank">0 for the chosen locale, 1 for none, 2 for another one.</param>
internal sealed record ColumnMeaning(string Column, string[] Names, string? Further, string[] Mapped, int LocaleRank);

/// <summary>The conventions by which one file names and fills its columns. Safe for concurrent callers.</summary>
/// <param name="export">The recognised export; null for none.</param>
/// <param name="map">The caller's mapping.</param>
/// <param name="locale">The preferred locale; null for none.</param>
internal sealed class ColumnLayout(KnownExport? export, ColumnMap map, string? locale)
{
    private const int MostKept = 10_000; // each row of JSON may have different keys
    private const int LongestKept = 200;

    // Names of unit columns, appended to the name of the column they belong to.
    private static readonly string[] UnitSuffixes = ["-unit", "_unit", " unit", " Unit", "Unit"];

    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, ColumnMeaning> meanings = new(StringComparer.Ordinal);

    /// <summary>The conventions of listings that come from no file.</summary>
    public static ColumnLayout Default { get; } = new(null, ColumnMap.Default, null);

    /// <summary>Whether numbers are written without groups and with a decimal point, so that <c>1.250</c> is one and a quarter.</summary>
    public bool HasPlainNumbers => export is { HasPlainNumbers: true };

    /// <summary>The names a column may be matched by.</summary>
    public ColumnMeaning MeaningOf(string column)
    {
        if (!meanings.TryGetValue(column, out ColumnMeaning? meaning))
        {
            meaning = Read(column);
            if (column.Length <= LongestKept && meanings.Count < MostKept)
            {
                meanings.TryAdd(column, meaning);
            }
        }

        return meaning;
    }

    /// <summary>Names of the columns that may hold the unit of a column's numbers.</summary>
    public static IEnumerable<string> UnitColumnsOf(string column) => UnitSuffixes.Select(suffix => column + suffix);

    /// <summary>A unit as listings write it: <c>fluid ounce</c> where a program has the code <c>FLUID_OUNCE</c>.</summary>
    public string UnitOf(string code) =>
        export?.Units.TryGetValue(code, out string? spelling) == true ? spelling
        : export is { IsLocalised: true } && code.Length > 3 && !code.Any(char.IsLower) ? code.ToLowerInvariant().Replace('_', ' ')
        : code;

    private ColumnMeaning Read(string column)
    {
        var parsed = ColumnName.Parse(column);
        bool isLocalised = export is { IsLocalised: true };
        bool hasCode = parsed.Locale is not null
            || (parsed.Channel is { } channel && (isLocalised ? !IsPartOfValue(channel) : KnownExport.Channels.Contains(channel)));
        string? further = export?.Columns.GetValueOrDefault(ColumnName.KeyOf(column));
        int rank = locale is null || parsed.Locale is null ? 1 : parsed.IsOf(locale) ? 0 : 2;
        return new ColumnMeaning(column, hasCode ? [column, parsed.Code] : [column], further, [.. map.AttributesOf(column)], rank);
    }

    // "weight-unit" and "price-EUR": the second part of a value, not its channel.
    private static bool IsPartOfValue(string channel) => channel == "unit" || (channel.Length == 3 && channel.All(char.IsAsciiLetterUpper));
}
