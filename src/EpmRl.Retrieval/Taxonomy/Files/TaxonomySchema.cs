namespace EpmRl.Retrieval.Taxonomy;

/// <summary>The words of the file format, for reader and writer.</summary>
internal static class TaxonomySchema
{
    public const int Format = 1;
    public const string HeaderFile = "taxonomy.yaml";
    public const string CategoriesFile = "categories.yaml";
    public const string AttributesFolder = "attributes";
    public const string PacksFolder = "packs";
    public const string Extension = ".yaml";
    public const string Many = "many";

    public static readonly IReadOnlyDictionary<string, RangeReading> Ranges = new Dictionary<string, RangeReading>(StringComparer.Ordinal)
    {
        ["whole"] = RangeReading.Whole,
        ["larger"] = RangeReading.Larger,
        ["smaller"] = RangeReading.Smaller,
    };

    public static readonly IReadOnlyDictionary<string, ValueStatus> Statuses = new Dictionary<string, ValueStatus>(StringComparer.Ordinal)
    {
        ["active"] = ValueStatus.Active,
        ["deprecated"] = ValueStatus.Deprecated,
    };

    /// <summary>Kinds of cues, by the families' names in a cue pack.</summary>
    public static readonly IReadOnlyDictionary<string, CueKind> Cues = Enum.GetValues<CueKind>().Where(kind => kind != CueKind.None)
        .ToDictionary(kind => kind.ToString().ToLowerInvariant(), kind => kind, StringComparer.Ordinal);

    public static readonly string[] ValueKeys = ["label", "aliases", "locales", "description", "status", "replaced_by", "split_into"];

    public static string Of(RangeReading range) => Ranges.First(pair => pair.Value == range).Key;

    public static string Of(ValueStatus status) => Statuses.First(pair => pair.Value == status).Key;
}
