namespace EpmRl.Retrieval.Taxonomy;

/// <summary>The kinds of attributes: their words in files, their meanings in the reference, and the settings that only they have.</summary>
internal static class AttributeKinds
{
    /// <summary>Every kind.</summary>
    public static readonly IReadOnlyList<AttributeKindRow> All =
    [
        new(AttributeKind.Categorical, "categorical", "named values"),
        new(AttributeKind.Identifier, "identifier", "codes", SettingGroup.Identifier),
        new(AttributeKind.Measurement, "measurement", "numbers with units", SettingGroup.Quantity),
        new(AttributeKind.Number, "number", "counts and bare numbers", SettingGroup.Quantity),
        new(AttributeKind.Text, "text", "found only by label and meaning"),
    ];

    /// <summary>The kinds by word.</summary>
    public static readonly IReadOnlyDictionary<string, AttributeKind> ByWord =
        All.ToDictionary(row => row.Word, row => row.Kind, StringComparer.Ordinal);

    /// <summary>The row of a kind.</summary>
    public static AttributeKindRow Of(AttributeKind kind) => All.First(row => row.Kind == kind);
}
