namespace EpmRl.Retrieval.Catalog;

/// <summary>
/// Maps columns of a file to fields of a listing: mapped columns, else those of a recognised export, else those named like the field.
/// </summary>
internal sealed class FieldPlan
{
    // Names of columns that hold a field where none is named like it, by the field's number.
    private static readonly string[][] UsualNames =
        [["product id", "offer id"], ["name", "product title", "product name"], ["product description"], []];

    private readonly IReadOnlyList<string> names;
    private readonly ColumnMap map;
    private readonly Dictionary<string, int> indexOf; // of the columns with a meaning
    private readonly List<string> columns = [];
    private readonly ILookup<string, string> byKey; // names of the file by their keys
    private readonly string? locale;
    private readonly HashSet<int> prose;

    /// <summary>Plans the reading of a file.</summary>
    /// <param name="names">The names of its columns, or the keys of its first row.</param>
    /// <param name="options">The caller's mapping.</param>
    /// <param name="export">The file's export; null to recognise it.</param>
    /// <param name="isTable">Whether these are all names, compared ignoring case; otherwise later rows may have others.</param>
    public FieldPlan(IReadOnlyList<string> names, ProductReaderOptions options, KnownExport? export, bool isTable)
    {
        this.names = names;
        map = options.Map;
        Export = export ?? KnownExport.Of(names);
        indexOf = new Dictionary<string, int>(isTable ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        bool localised = Export is { IsLocalised: true };
        byKey = names.ToLookup(name => ColumnName.KeyOf(localised ? ColumnName.Parse(name).Code : name), StringComparer.Ordinal);
        locale = !localised
            ? null
            : options.Locale ?? names.Select(name => ColumnName.Parse(name).Locale).FirstOrDefault(found => found is not null);

        Layout = new ColumnLayout(Export, map, locale ?? options.Locale);
        Id = Of(ColumnMap.IdField, Export?.Id, isTable);
        Title = Of(ColumnMap.TitleField, Export?.Title, isTable);
        Description = Export is null || map.IsNamed(ColumnMap.DescriptionField)
            ? [Of(ColumnMap.DescriptionField, null, isTable)]
            : [.. Export.Description.Select(part => Of(ColumnMap.DescriptionField, [part], isTable)).Where(part => part.Length > 0)];
        Category = Of(ColumnMap.CategoryField, Export?.Category, isTable);
        TakenCount = columns.Count;
        prose = [.. Title, .. Description.SelectMany(part => part)];
        Group = map.Group is { } group ? [IndexOf(group)] : Places(Export?.Group, isTable);
        Parent = Places(Export?.Parent, isTable);
        Kind = Export?.Kind is { } kind ? Places([kind.Column], isTable) : [];
        OfListing = Places(Export?.OfListing, isTable);
        NumberedOptions = Numbered();
        Options = Places(Export?.Options, isTable);
    }

    /// <summary>The recognised export; null for none.</summary>
    public KnownExport? Export { get; }

    /// <summary>The conventions for the other columns.</summary>
    public ColumnLayout Layout { get; }

    /// <summary>Columns of the id, best first, as indexes of <see cref="Columns"/>; so are all lists below.</summary>
    public int[] Id { get; }

    /// <summary>Columns of the title, best first.</summary>
    public int[] Title { get; }

    /// <summary>Columns of each part of the description, best first.</summary>
    public int[][] Description { get; }

    /// <summary>Columns of categories, best first.</summary>
    public int[] Category { get; }

    /// <summary>Columns of the key that rows of a product share.</summary>
    public int[] Group { get; }

    /// <summary>Columns that name the parent.</summary>
    public int[] Parent { get; }

    /// <summary>The column with the type of a row.</summary>
    public int[] Kind { get; }

    /// <summary>Columns of which at least one is filled in a listing's row.</summary>
    public int[] OfListing { get; }

    /// <summary>Pairs of columns with name and value of an option.</summary>
    public (int Name, int Value)[] NumberedOptions { get; }

    /// <summary>Columns that each hold an option.</summary>
    public int[] Options { get; }

    /// <summary>The columns with a meaning.</summary>
    public IReadOnlyList<string> Columns => columns;

    /// <summary>The number of leading columns that hold id, title, description or category, and so are not extra fields.</summary>
    public int TakenCount { get; }

    /// <summary>Whether a column is a title or a description, whose white space is kept.</summary>
    public bool IsProse(int index) => prose.Contains(index);

    /// <summary>Whether rows may belong together.</summary>
    public bool HasFamilies => Group.Length > 0 || Parent.Length > 0;

    /// <summary>The index of a column with a meaning.</summary>
    public bool TryGetIndex(string name, out int index) => indexOf.TryGetValue(name, out index);

    /// <summary>The file's columns of titles and descriptions, or their default names.</summary>
    public (string Title, string Description) TextColumns =>
        (
            Title.Length > 0 ? columns[Title[0]] : map.Title,
            Description.Length > 0 && Description[^1].Length > 0 ? columns[Description[^1][0]] : map.Description);

    /// <summary>A sentence on what was recognised; null for nothing.</summary>
    public string? Describe()
    {
        if (Export is null)
        {
            return null;
        }

        string[] parts =
        [
            .. Part("id", Id.Take(1)), .. Part("title", Title.Take(1)), .. Part("description", Description.Select(part => part[0])),
            .. Part("category", Category), .. Part("rows of a product", Group.Concat(Parent)),
        ];
        return $"read as {Export.Name}: {string.Join("; ", parts)}.{(locale is null ? "" : $" Of the locales {locale} is read.")} Map "
            + $"other columns{(locale is null ? "" : ", or name another locale,")} to change that.";

        IEnumerable<string> Part(string what, IEnumerable<int> of)
        {
            string named = string.Join(", ", of.Select(index => $"'{columns[index]}'"));
            return named.Length > 0 ? [$"{what} from {named}"] : [];
        }
    }

    // A mapping is final; otherwise the export's columns that exist; otherwise, or where later rows may have it, the one named like the
    // field, or by a usual name of it where there is none.
    private int[] Of(int field, string[]? exported, bool isTable) =>
        !map.IsNamed(field) && exported is not null ? Places(exported, isTable)
            : names.Contains(map[field], isTable ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal) ? [IndexOf(map[field])]
            : !map.IsNamed(field) && UsualNames[field].SelectMany(key => byKey[key]).FirstOrDefault() is { } usual ? [IndexOf(usual)]
            : isTable ? [] : [IndexOf(map[field])];

    private int[] Places(string[]? keys, bool isTable)
    {
        var found = new List<int>();
        foreach (string key in keys ?? [])
        {
            string[] ofKey = [.. byKey[key].OrderBy(Rank)];
            found.AddRange((ofKey.Length > 0 || isTable ? ofKey : [key.Replace(' ', '_')]).Select(IndexOf));
        }

        return [.. found.Distinct()];
    }

    // The chosen locale first, then columns without one, then other locales.
    private int Rank(string name) =>
        locale is null || ColumnName.Parse(name) is not { Locale: not null } parsed ? 1 : parsed.IsOf(locale) ? 0 : 2;

    private (int, int)[] Numbered()
    {
        if (Export?.NumberedOptions is not { } pattern)
        {
            return [];
        }

        var pairs = new List<(int, int)>();
        for (int i = 1; ; i++)
        {
            string number = i.ToString(System.Globalization.CultureInfo.InvariantCulture);
            string? value = byKey[pattern.Value.Replace("#", number, StringComparison.Ordinal)].FirstOrDefault();
            string? name = byKey[pattern.Name.Replace("#", number, StringComparison.Ordinal)].FirstOrDefault();
            if (value is null || name is null)
            {
                return [.. pairs];
            }

            pairs.Add((IndexOf(name), IndexOf(value)));
        }
    }

    private int IndexOf(string name)
    {
        if (!indexOf.TryGetValue(name, out int index))
        {
            indexOf.Add(name, index = columns.Count);
            columns.Add(name);
        }

        return index;
    }
}
