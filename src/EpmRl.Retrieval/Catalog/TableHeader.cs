namespace EpmRl.Retrieval.Catalog;

/// <summary>The columns of a CSV or Parquet file, and the place of each field among them.</summary>
internal sealed class TableHeader
{
    private readonly int[] places = new int[ColumnMap.FieldCount];
    private readonly Dictionary<string, int> placeOfName = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the header.</summary>
    /// <param name="names">The columns' names, in order.</param>
    /// <param name="map">Which column holds which field.</param>
    /// <param name="where">What messages call the place of the header: a file, and in text its line.</param>
    /// <param name="advice">What else may be wrong where neither title nor description is found.</param>
    /// <exception cref="InvalidDataException">A duplicate column, a mapped one is missing, or there is none for title or description.</exception>
    public TableHeader(IReadOnlyList<string> names, ColumnMap map, string where, string advice = "")
    {
        Columns = [.. names.Select((name, i) => name.Trim() is { Length: > 0 } trimmed ? trimmed : $"column-{i + 1}")];
        for (int i = 0; i < Columns.Count; i++)
        {
            if (!placeOfName.TryAdd(Columns[i], i))
            {
                throw new InvalidDataException(
                    $"{where}: duplicate column '{Columns[i]}': columns {placeOfName[Columns[i]] + 1} and {i + 1} have this name. Rename one.");
            }
        }

        for (int field = 0; field < places.Length; field++)
        {
            places[field] = PlaceOf(map[field]);
            if (places[field] < 0 && map.IsNamed(field))
            {
                throw new InvalidDataException($"{where}: there is no column '{map[field]}'; the columns are: {Names()}.");
            }
        }

        if (places[ColumnMap.TitleField] < 0 && places[ColumnMap.DescriptionField] < 0)
        {
            throw new InvalidDataException(
                $"{where}: there is no column '{map.Title}' or '{map.Description}'; the columns are: {Names()}. " +
                $"Name them with a mapping (title=…,description=…){advice}.");
        }
    }

    /// <summary>The names, in order; a nameless one is <c>column-N</c>.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Place of a field's column; -1 when there is none.</summary>
    public int PlaceOfField(int field) => places[field];

    /// <summary>Whether a column holds a field of the listing.</summary>
    public bool IsField(int place) => places.Contains(place);

    private int PlaceOf(string name) => placeOfName.GetValueOrDefault(name, -1);

    private string Names()
    {
        string names = string.Join(", ", Columns);
        return names.Length <= 300 ? names : names[..300] + "…";
    }
}
