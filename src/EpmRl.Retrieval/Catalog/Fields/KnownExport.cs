namespace EpmRl.Retrieval.Catalog;

/// <summary>
/// The columns of a program's product export, by its documented format: which hold the fields of a listing, and how rows of one product
/// refer to each other. Names are compared by <see cref="ColumnName.KeyOf"/>; of several, the first that a file has takes precedence.
/// </summary>
internal sealed record KnownExport
{
    /// <summary>Its name in messages.</summary>
    public required string Name { get; init; }

    /// <summary>The columns that identify it: one of each list is required.</summary>
    public required string[][] Signature { get; init; }

    /// <summary>The ids of a row, best first.</summary>
    public required string[] Id { get; init; }

    /// <summary>The titles of a row, best first; one is used.</summary>
    public required string[] Title { get; init; }

    /// <summary>The parts of a description; they are joined by line feeds.</summary>
    public required string[] Description { get; init; }

    /// <summary>The categories of a row, best first.</summary>
    public required string[] Category { get; init; }

    /// <summary>
    /// Whether a column of categories holds several, separated by commas (<c>\,</c> is a comma in a name) or as elements of a list.
    /// </summary>
    public char? CategorySeparator { get; init; }

    /// <summary>Columns whose value the rows of a product share; the first such row is the parent of the others.</summary>
    public string[] Group { get; init; } = [];

    /// <summary>
    /// Columns that name another row, the parent, by one of <see cref="Id"/>, or by the last of them after <see cref="IdPrefix"/>.
    /// </summary>
    public string[] Parent { get; init; } = [];

    /// <summary>The prefix of a row's number in references.</summary>
    public string IdPrefix { get; init; } = "";

    /// <summary>The column with the type of a row, and its value for parents; null where every row may be one.</summary>
    public (string Column, string Parent)? Kind { get; init; }

    /// <summary>Columns for names and values of options, with <c>#</c> for 1, 2, 3 …; null for none.</summary>
    public (string Name, string Value)? NumberedOptions { get; init; }

    /// <summary>Columns that each hold one option, named like the column.</summary>
    public string[] Options { get; init; } = [];

    /// <summary>The option value that means none.</summary>
    public string NoOption { get; init; } = "";

    /// <summary>Columns of which at least one is filled in a listing's row; empty where every row is one.</summary>
    public string[] OfListing { get; init; } = [];

    /// <summary>Whether a column of the parent applies to its variants.</summary>
    public Func<string, bool> IsShared { get; init; } = _ => false;

    /// <summary>Whether a variant's description is added to its parent's instead of replacing it.</summary>
    public bool DescriptionAdds { get; init; }

    /// <summary>Whether columns may carry a locale and a channel (<see cref="ColumnName"/>).</summary>
    public bool IsLocalised { get; init; }

    /// <summary>Column → other name, for columns whose own name does not identify the attribute they hold.</summary>
    public IReadOnlyDictionary<string, string> Columns { get; init; } = new Dictionary<string, string>();

    /// <summary>Code of a unit → its spelling, where that differs from the code in lower case.</summary>
    public IReadOnlyDictionary<string, string> Units { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether numbers are written without groups and with a decimal point.</summary>
    public bool HasPlainNumbers { get; init; }

    /// <summary>Channels that columns of any file may carry after a dash: Akeneo's defaults.</summary>
    public static IReadOnlySet<string> Channels { get; } = Names("ecommerce|mobile|print").ToHashSet(StringComparer.Ordinal);

    /// <summary>The fields of Google Merchant Center, in tables, RSS and Atom.</summary>
    public static KnownExport GoogleMerchant { get; } = new()
    {
        Name = "a feed for Google Merchant Center",
        Signature = [["id"], ["title"], Names("image link|additional image link|availability|google product category|item group "
            + "id"), Names("price|link|condition|gtin|mpn|description")],
        Id = ["id"],
        Title = Names("title|structured title"),
        Description = ["description"],
        Category = Names("category|product type|google product category"),
        CategorySeparator = '\0', // the elements of a list: names hold commas
        Group = ["item group id"],
        Options = Names("color|size|pattern|material|gender|age group"),
        HasPlainNumbers = true,
    };

    // Shopify's columns that belong to a variant begin with these, in the older and the newer naming.
    private static readonly string[] OfShopifyVariants = Names(
        "variant |image |option|sku|barcode|price|compare-at|cost per|charge tax|tax code|unit price|inventory|continue "
            + "selling|weight|requires|fulfillment|product image|google shopping / mpn");

    /// <summary>All of them; the first that matches a header is used.</summary>
    public static IReadOnlyList<KnownExport> All { get; } =
    [
        new()
        {
            Name = "a product export of Shopify",
            Signature = [Names("handle|url handle"), ["title"], ["option1 value"]],
            Id = Names("variant sku|sku"),
            Title = ["title"],
            Description = Names("body (html)|body html|description"),
            Category = Names("category|product category|type|custom product type|google shopping / google product category"),
            Group = Names("handle|url handle"),
            NumberedOptions = ("option# name", "option# value"),
            NoOption = "Default Title",
            OfListing = Names("title|option1 value|variant sku|sku|variant price|price"),
            IsShared = name => !OfShopifyVariants.Any(start => name.StartsWith(start, StringComparison.Ordinal)),
            Columns =
                Pairs("vendor=brand|variant barcode=gtin|barcode=gtin|google shopping / gender=gender|google shopping / age group=age group"
                + "|google shopping / mpn=mpn|google shopping / condition=condition"),
            HasPlainNumbers = true,
        },
        new()
        {
            Name = "products of Shopify's API",
            Signature = [["handle"], ["title"], ["body html"], ["variants"]],
            Id = ["id"],
            Title = ["title"],
            Description = ["body html"],
            Category = Names("custom product type|product type|product category"),
        },
        new()
        {
            Name = "a product export of WooCommerce",
            Signature = [["type"], ["name"], Names("published|is featured?|visibility in catalog"), Names("short description|regular "
                + "price|tax status|categories|in stock?")],
            Id = Names("sku|id"),
            Title = ["name"],
            Description = Names("short description|description"),
            Category = Names("category|categories"),
            CategorySeparator = ',',
            Parent = ["parent"],
            IdPrefix = "id:",
            Kind = ("type", "variable"),
            NumberedOptions = ("attribute # name", "attribute # value(s)"),
            IsShared = name => name is "brands" or "tags" || name.StartsWith("weight (", StringComparison.Ordinal)
                || name.StartsWith("length (", StringComparison.Ordinal)
                || name.StartsWith("width (", StringComparison.Ordinal) || name.StartsWith("height (", StringComparison.Ordinal),
            DescriptionAdds = true,
            Columns = Pairs("gtin, upc, ean, or isbn=gtin|brands=brand"),
            HasPlainNumbers = true,
        },
        new()
        {
            Name = "a product export of Akeneo",
            Signature = [Names("sku|identifier|uuid|code"), Names("family|family variant"), Names("categories|enabled")],
            Id = Names("sku|identifier|code|uuid"),
            Title = Names("title|name|product name|label|variation name|erp name"),
            Description = Names("short description|description|long description"),
            Category = Names("category|family|family variant|categories"),
            CategorySeparator = ',',
            Parent = ["parent"],
            IsShared = _ => true,
            IsLocalised = true,
            Units = Pairs(
                "AMPEREHOUR=Ah|MILLIAMPEREHOUR=mAh|WATTHOUR=Wh|NEWTON_METER=Nm|CELSIUS=°C|FAHRENHEIT=°F|KILOMETER_PER_HOUR=km/h|"
                + "CUBIC_DECIMETER=l"),
            HasPlainNumbers = true,
        },
        GoogleMerchant,
    ];

    /// <summary>The export whose columns a file has; null for none.</summary>
    public static KnownExport? Of(IEnumerable<string> columns)
    {
        HashSet<string> names =
            [.. columns.SelectMany(column => (string[])[ColumnName.KeyOf(column), ColumnName.KeyOf(ColumnName.Parse(column).Code)])];
        return All.FirstOrDefault(export => export.Signature.All(any => any.Any(names.Contains)));
    }

    private static string[] Names(string names) => names.Split('|');

    private static Dictionary<string, string> Pairs(string pairs) =>
        Names(pairs).Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
}
