namespace EpmRl.Retrieval.Catalog;

/// <summary>Maps fields of a listing to columns of a CSV file or keys of a JSON object.</summary>
/// <param name="Id">For <see cref="ProductProfile.Id"/>.</param>
/// <param name="Title">For <see cref="ProductProfile.Title"/>.</param>
/// <param name="Description">For <see cref="ProductProfile.Description"/>.</param>
/// <param name="Category">For <see cref="ProductProfile.Category"/>.</param>
/// <param name="Group">For <see cref="ProductProfile.GroupId"/>; null for a recognised export's column, if any.</param>
public sealed record ColumnMap(
    string Id = "id", string Title = "title", string Description = "description", string Category = "category", string? Group = null)
{
    internal const int IdField = 0;
    internal const int TitleField = 1;
    internal const int DescriptionField = 2;
    internal const int CategoryField = 3;
    internal const int FieldCount = 4;

    private static readonly string[] Fields = ["id", "title", "description", "category", "group"];

    /// <summary>Columns that hold an attribute, each with the attribute's id or name: <c>Lackierung</c> and <c>color</c>.</summary>
    public IReadOnlyList<(string Column, string Attribute)> Attributes { get; init; } = [];

    /// <summary>Columns named like the fields.</summary>
    public static ColumnMap Default { get; } = new();

    /// <summary>The column of a field, by its number.</summary>
    internal string this[int field] => field switch
    {
        IdField => Id,
        TitleField => Title,
        DescriptionField => Description,
        CategoryField => Category,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Whether a field's column was mapped, not taken from the field's own name.</summary>
    internal bool IsNamed(int field) => this[field] != Fields[field];

    /// <summary>The mapped columns.</summary>
    internal IEnumerable<string> Mapped() =>
        Enumerable.Range(0, FieldCount).Where(IsNamed).Select(field => this[field]).Concat(Group is null ? [] : [Group])
            .Concat(Attributes.Select(pair => pair.Column));

    /// <summary>The attributes mapped to a column.</summary>
    internal IEnumerable<string> AttributesOf(string column) =>
        Attributes.Where(pair => pair.Column.Equals(column, StringComparison.OrdinalIgnoreCase)).Select(pair => pair.Attribute);

    /// <summary>
    /// Reads <c>title=Product Name,description=Body,Colour=color</c>: fields of a listing and attributes. A column's name may contain
    /// commas followed by a blank, and a field's column equal signs.
    /// </summary>
    /// <exception cref="InvalidRequestException">Not in this form, or a duplicate field or column.</exception>
    public static ColumnMap Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var columns = new Dictionary<string, string>(StringComparer.Ordinal);
        var attributes = new List<(string, string)>();
        int lastEquals = text.LastIndexOf('='); // no pair begins after it
        for (int start = 0; start < text.Length;)
        {
            int end = EndOfPair(text, start, lastEquals);
            string pair = text[start..end];
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            string field = equals < 0 ? pair.Trim() : pair[..equals].Trim();
            string column = equals < 0 ? "" : pair[(equals + 1)..].Trim();
            if (field.Length == 0 || column.Length == 0)
            {
                throw new InvalidRequestException(
                    $"Cannot read the column mapping '{pair}'. Write field=column, with a field of {string.Join(", ", Fields)}: "
                        + $"title=Product Name; or column=attribute: Colour=color");
            }

            if (!columns.TryAdd(field, column))
            {
                throw new InvalidRequestException(
                    $"The column mapping names the {(Fields.Contains(field) ? "field" : "column")} '{field}' twice. Remove one.");
            }

            if (!Fields.Contains(field))
            {
                attributes.Add((field, column));
            }

            start = end + 1;
        }

        return new ColumnMap(
            Of("id"), Of("title"), Of("description"), Of("category"), columns.GetValueOrDefault("group")) { Attributes = attributes };

        string Of(string field) => columns.GetValueOrDefault(field, field);
    }

    // A comma ends a pair where "field=" follows it, or where another pair follows at once: "Colour=color,Size=size".
    private static int EndOfPair(string text, int start, int lastEquals)
    {
        for (int comma = text.IndexOf(',', start); comma >= 0 && comma < lastEquals; comma = text.IndexOf(',', comma + 1))
        {
            if (IsPair(text, comma + 1))
            {
                return comma;
            }

            ReadOnlySpan<char> rest = text.AsSpan(comma + 1).TrimStart();
            foreach (string field in Fields)
            {
                if (rest.StartsWith(field, StringComparison.Ordinal) && rest[field.Length..].TrimStart().StartsWith("="))
                {
                    return comma;
                }
            }
        }

        return text.Length;
    }

    // Whether a name follows, without a leading blank, and an equal sign before the next comma.
    private static bool IsPair(string text, int start)
    {
        int next = start < text.Length && !char.IsWhiteSpace(text[start]) ? text.AsSpan(start).IndexOfAny(',', '=') : -1;
        return next > 0 && text[start + next] == '=';
    }
}
