namespace EpmRl.Retrieval.Catalog;

/// <summary>Which columns of a file hold which field of a listing: those that a mapping names, else those of a recognised export, else those named as the field is.</summary>
internal sealed class FieldPlan
{
    private readonly IReadOnlyList<string> names;
    private readonly ColumnMap map;
    private readonly Dictionary<string, int> indexOf; // of the columns that mean something
    private readonly List<string> columns = [];
    private readonly ILookup<string, string> byKey; // names of the file by their keys
    private readonly string? locale;
    private readonly HashSet<int> prose;

    /// <summary>Plans the reading of a file.</summary>
    /// <param name="names">The names of its columns, or of the keys of its first row.</param>
    /// <param name="options">What the caller maps.</param>
    /// <param name="export">The export that the file is; null to recognise it.</param>
    /// <param name="isTable">Whether these are all names, and compared without regard to case; else later rows may have others.</param>
    public FieldPlan(IReadOnlyList<string> names, ProductReaderOptions options, KnownExport? export, bool isTable)
    {
        this.names = names;
        map = options.Map;
        Export = export ?? KnownExport.Of(names);
        indexOf = new Dictionary<string, int>(isTable ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        bool localised = Export is { IsLocalised: true };
        byKey = names.ToLookup(name => ColumnName.KeyOf(localised ? ColumnName.Parse(name).Code : name), StringComparer.Ordinal);
        locale = !localised ? null : options.Locale ?? names.Select(name => ColumnName.Parse(name).Locale).FirstOrDefault(found => found is not null);

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

    /// <summary>The export that the file is; null for none.</summary>
    public KnownExport? Export { get; }

    /// <summary>By which conventions the other columns are named and filled.</summary>
    public ColumnLayout Layout { get; }

    /// <summary>Columns of the id, the best first, as indexes of <see cref="Columns"/>; so are all lists below.</summary>
    public int[] Id { get; }

    /// <summary>Columns of the title, the best first.</summary>
    public int[] Title { get; }

    /// <summary>Columns of each part of the description, the best first.</summary>
    public int[][] Description { get; }

    /// <summary>Columns of categories, the best first.</summary>
    public int[] Category { get; }

    /// <summary>Columns of what rows of a product share.</summary>
    public int[] Group { get; }

    /// <summary>Columns that name the parent.</summary>
    public int[] Parent { get; }

    /// <summary>The column that says what a row is.</summary>
    public int[] Kind { get; }

    /// <summary>Columns of which one is filled in the row of a listing.</summary>
    public int[] OfListing { get; }

    /// <summary>Pairs of columns with name and value of an option.</summary>
    public (int Name, int Value)[] NumberedOptions { get; }

    /// <summary>Columns that each hold an option.</summary>
    public int[] Options { get; }

    /// <summary>The columns that mean something.</summary>
    public IReadOnlyList<string> Columns => columns;

    /// <summary>How many of them, from the first, hold id, title, description or category, and so are no extra fields.</summary>
    public int TakenCount { get; }

    /// <summary>Whether a column is a title or a description, whose white space is kept.</summary>
    public bool IsProse(int index) => prose.Contains(index);

    /// <summary>Whether rows may belong together.</summary>
    public bool HasFamilies => Group.Length > 0 || Parent.Length > 0;

    /// <summary>The index of a column that means something.</summary>
    public bool TryGetIndex(string name, out int index) => indexOf.TryGetValue(name, out index);

    /// <summary>The file's columns of titles and descriptions, or how they would be called.</summary>
    public (string Title, string Description) TextColumns =>
        (Title.Length > 0 ? columns[Title[0]] : map.Title, Description.Length > 0 && Description[^1].Length > 0 ? columns[Description[^1][0]] : map.Description);

    /// <summary>What was recognised, in a sentence; null where nothing was.</summary>
    public string? Describe()
    {
        if (Export is null)
        {
            return null;
        }

        string[] parts =
        [
            .. Part("id", Id.Take(1)), .. Part("title", Title.Take(1)), .. Part("description", Description.Select(part => part[0])), .. Part("category", Category), .. Part("rows of a product", Group.Concat(Parent)),
        ];
        return $"read as {Export.Name}: {string.Join("; ", parts)}.{(locale is null ? "" : $" Of the locales {locale} is read.")} Map other columns{(locale is null ? "" : ", or name another locale,")} to change that.";

        IEnumerable<string> Part(string what, IEnumerable<int> of)
        {
            string named = string.Join(", ", of.Select(index => $"'{columns[index]}'"));
            return named.Length > 0 ? [$"{what} from {named}"] : [];
        }
    }

    // A mapping is final; else the columns of the export that are there; else, or where later rows may have it, the one named as the field is.
    private int[] Of(int field, string[]? exported, bool isTable) =>
        map.IsNamed(field) || exported is null ? (isTable && !names.Contains(map[field], StringComparer.OrdinalIgnoreCase) ? [] : [IndexOf(map[field])]) : Places(exported, isTable);

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

    // The chosen locale first, then columns of none, then other locales.
    private int Rank(string name) => locale is null || ColumnName.Parse(name) is not { Locale: not null } parsed ? 1 : parsed.IsOf(locale) ? 0 : 2;

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
