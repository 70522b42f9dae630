namespace EpmRl.Retrieval.Catalog;

/// <summary>The columns of a table: a CSV or Parquet file, or a sheet.</summary>
internal sealed class TableHeader
{
    /// <summary>Key of the columns, an array of texts, in the data of an exception that says which is missing.</summary>
    public const string ColumnsKey = "columns";

    private readonly string where;
    private readonly string advice;

    /// <summary>Reads the header.</summary>
    /// <param name="names">The columns' names, in order.</param>
    /// <param name="where">The header's position in messages: a file, and for text its line.</param>
    /// <param name="advice">Another possible cause when neither title nor description is found.</param>
    /// <exception cref="InvalidDataException">A duplicate column.</exception>
    public TableHeader(IReadOnlyList<string> names, string where, string advice = "")
    {
        this.where = where;
        this.advice = advice;
        Columns = [.. names.Select((name, i) => name.Trim() is { Length: > 0 } trimmed ? trimmed : $"column-{i + 1}")];
        var placeOfName = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < Columns.Count; i++)
        {
            if (!placeOfName.TryAdd(Columns[i], i))
            {
                throw new InvalidDataException(
                    $"{where}: duplicate column '{Columns[i]}': columns {placeOfName[Columns[i]] + 1} and {i + 1} have this name. "
                        + $"Rename one.");
            }
        }

        NamedCount = names.Count;
        while (NamedCount > 0 && string.IsNullOrWhiteSpace(names[NamedCount - 1]))
        {
            NamedCount--;
        }
    }

    /// <summary>The names, in order; a nameless one is <c>column-N</c>.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The number of columns up to the last named one: trailing delimiters make columns without a name.</summary>
    public int NamedCount { get; }

    /// <summary>Refuses a table without the columns of a listing.</summary>
    /// <exception cref="InvalidDataException">A mapped column is missing, or there is none for title or description.</exception>
    public void Check(ColumnMap map, FieldPlan plan)
    {
        foreach (string mapped in map.Mapped().Where(column => !Columns.Contains(column, StringComparer.OrdinalIgnoreCase)))
        {
            throw WithColumns($"{where}: there is no column '{mapped}'; the columns are: {Names()}.");
        }

        if (plan.Title.Length == 0 && plan.Description.All(part => part.Length == 0))
        {
            throw WithColumns(
                $"{where}: there is no column '{map.Title}' or '{map.Description}'; the columns are: {Names()}. " +
                $"Name them with a mapping (title=…,description=…){advice}.");
        }
    }

    // A caller who lets a person map the columns takes them from the exception.
    private InvalidDataException WithColumns(string message) => new(message) { Data = { [ColumnsKey] = Columns.ToArray() } };

    private string Names()
    {
        string names = string.Join(", ", Columns.Select(name => new string([.. name.Where(c => !char.IsControl(c))])));
        return names.Length <= 300 ? names : names[..300] + "…";
    }
}
