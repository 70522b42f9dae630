namespace EpmRl.Retrieval.Catalog;

/// <summary>What a column may be called: its own name, and what the conventions of the file make of it.</summary>
/// <param name="Column">The name as the file writes it.</param>
/// <param name="Names">Its name, and its name without locale and channel where it has them.</param>
/// <param name="Further">What the program that wrote the file means by it, <c>brand</c> for Shopify's <c>Vendor</c>; null for no more than it says.</param>
/// <param name="Mapped">Attributes that a mapping may name for it.</param>
/// <param name="LocaleRank">0 for the chosen locale, 1 for none, 2 for another one.</param>
internal sealed record ColumnMeaning(string Column, string[] Names, string? Further, string[] Mapped, int LocaleRank);

/// <summary>The conventions by which the columns of one file are named and filled. Safe for concurrent callers.</summary>
/// <param name="export">The export that the file is; null for none.</param>
/// <param name="map">What the caller maps.</param>
/// <param name="locale">The locale that is read first; null for none.</param>
internal sealed class ColumnLayout(KnownExport? export, ColumnMap map, string? locale)
{
    private const int MostKept = 10_000; // rows of JSON may each have keys of their own
    private const int LongestKept = 200;

    // What the columns of units are called, behind the name of the column that they belong to.
    private static readonly string[] UnitSuffixes = ["-unit", "_unit", " unit", " Unit", "Unit"];

    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, ColumnMeaning> meanings = new(StringComparer.Ordinal);

    /// <summary>That of listings that come from no file.</summary>
    public static ColumnLayout Default { get; } = new(null, ColumnMap.Default, null);

    /// <summary>Whether numbers are written without groups and with a decimal point, so that <c>1.250</c> is one and a quarter.</summary>
    public bool HasPlainNumbers => export is { HasPlainNumbers: true };

    /// <summary>What a column may be called.</summary>
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
