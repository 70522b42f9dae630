using System.Text.Json;

namespace EpmRl.Retrieval.Catalog;

/// <summary>A listing of the catalogue: the text that attributes are identified from.</summary>
public sealed record ProductProfile
{
    /// <summary>The catalogue's own id; never empty. A reader gives rows without one the id <c>line-N</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The listing's title; may be empty when the description is not.</summary>
    public string Title { get; init; } = "";

    /// <summary>The listing's description; empty when it has none.</summary>
    public string Description { get; init; } = "";

    /// <summary>Id, name or full path of the listing's category in the taxonomy; null when unknown, then it is predicted.</summary>
    public string? Category { get; init; }

    /// <summary>
    /// Alternatives for <see cref="Category"/>, best first: a second column for it, or further elements of a list. The first that the
    /// taxonomy knows is used.
    /// </summary>
    public IReadOnlyList<string> OtherCategories { get; init; } = [];

    /// <summary>
    /// The line of a text file, or the row number, from 1, where the listing begins; null when it was not read from a file.
    /// </summary>
    public long? Row { get; init; }

    /// <summary>The key that rows of one product share: a handle, the parent's id, an item group; null for a single row.</summary>
    public string? GroupId { get; init; }

    /// <summary>
    /// The row's own options by name, in order: what distinguishes this variant of a product (<c>Color: Red</c>, <c>Size: M</c>). The
    /// parent's options that apply to every variant follow, where the row has none of that name.
    /// </summary>
    public IReadOnlyList<ProductOption> Options { get; init; } = [];

    /// <summary>
    /// Columns of the parent's row that apply to this one and that it leaves empty, by name. Never those of one variant, such as barcode or
    /// price.
    /// </summary>
    public IReadOnlyDictionary<string, JsonElement> Shared { get; init; } = EmptyExtra;

    /// <summary>
    /// The options as text, <c>Color: Red; Size: M</c>, which evidence of <see cref="ProfileField.Options"/> points into; empty without
    /// any.
    /// </summary>
    public string OptionText => Options.Count == 0 ? "" : string.Join("; ", Options.Select(option => $"{option.Name}: {option.Value}"));

    /// <summary>Every other field of the row, unchanged and returned with the answer.</summary>
    public IReadOnlyDictionary<string, JsonElement> Extra { get; init; } = EmptyExtra;

    /// <summary>
    /// The complete row as an object of its columns, where the reader was asked for it (<see cref="ProductReaderOptions.KeepSource"/>);
    /// else null.
    /// </summary>
    public JsonElement? Source { get; init; }

    /// <summary>The naming conventions of the file the listing was read from.</summary>
    internal ColumnLayout Layout { get; init; } = ColumnLayout.Default;

    private static readonly Dictionary<string, JsonElement> EmptyExtra = [];

    /// <summary>A column by its name in the file: the row's own value, or the parent's where it applies and the row has none.</summary>
    /// <param name="name">The name; not of a column for id, title, description or category.</param>
    /// <param name="value">The value; undefined when there is none.</param>
    /// <returns>Whether the value is neither missing, null nor an empty text.</returns>
    public bool TryGetColumn(string name, out JsonElement value) =>
        (Extra.TryGetValue(name, out value) && !IsEmpty(value)) || (Shared.TryGetValue(name, out value) && !IsEmpty(value));

    /// <summary>Whether a column is empty.</summary>
    internal static bool IsEmpty(JsonElement value) =>
        value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined
            || (value.ValueKind == JsonValueKind.String && value.ValueEquals(""));
}
