using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Matching;

/// <summary>The aspects in which listings are compared: a taxonomy that says how they are read, and rules that say what they
/// mean.</summary>
/// <remarks>Safe for concurrent callers.</remarks>
internal sealed class AspectRules
{
    private const string RulesFile = "rules.yaml";

    private static readonly Dictionary<string, Difference> Differences = new(StringComparer.Ordinal)
    {
        ["evidence"] = Difference.Evidence, ["variant"] = Difference.Variant, ["product"] = Difference.Product,
    };

    private static readonly Dictionary<string, bool> Nearness = new(StringComparer.Ordinal) { ["hard"] = true, ["evidence"] = false };

    private readonly Dictionary<string, int> places;
    private readonly Dictionary<string, string> units;

    private AspectRules(
        IReadOnlyList<Aspect> aspects, TitleRoles roles, Category category, MentionReader reader, string version)
    {
        Attributes = category.Attributes;
        units = category.Attributes.Where(attribute => attribute.Quantity?.Unit is not null)
            .ToDictionary(attribute => attribute.Id, attribute => attribute.Quantity!.Unit!, StringComparer.Ordinal);
        Announced = category.Attributes.Where(attribute => attribute.Quantity?.RoleRequired == true)
            .Select(attribute => attribute.Id).ToHashSet(StringComparer.Ordinal);
        Aspects = aspects;
        Roles = roles;
        Reader = reader;
        Version = version;
        places = aspects.Select((aspect, place) => (aspect.Id, place)).ToDictionary(pair => pair.Id, pair => pair.place,
            StringComparer.Ordinal);
    }

    /// <summary>The folder of the aspects that ship with the program.</summary>
    public static string ShippedFolder { get; } = Path.Combine(AppContext.BaseDirectory, "aspects");

    /// <summary>The aspects, the brand first.</summary>
    public IReadOnlyList<Aspect> Aspects { get; }

    /// <summary>Words that make a listing an accessory, an article for a product, or a bundle.</summary>
    public TitleRoles Roles { get; }

    /// <summary>Reads the mentions of all aspects but the brand.</summary>
    public MentionReader Reader { get; }

    /// <summary>How the aspects but the brand are read.</summary>
    public IReadOnlyList<AttributeDefinition> Attributes { get; }

    /// <summary>The aspects whose numbers count only where a role word touches them: any number could be a count.</summary>
    public IReadOnlySet<string> Announced { get; }

    /// <summary>Version of the taxonomy of aspects.</summary>
    public string Version { get; }

    /// <summary>The place of an aspect in <see cref="Aspects"/>; -1 for none.</summary>
    public int PlaceOf(string id) => places.GetValueOrDefault(id, -1);

    /// <summary>The unit of a quantity's numbers; null for counts and other aspects.</summary>
    public string? UnitOf(string id) => units.GetValueOrDefault(id);

    /// <summary>Reads a folder of aspects.</summary>
    /// <exception cref="TaxonomyFormatException">Its taxonomy is invalid.</exception>
    /// <exception cref="FileFormatException">Its rules are invalid; the exception has every problem.</exception>
    public static AspectRules Load(string folder, CancellationToken cancellationToken = default)
    {
        ProductTaxonomy taxonomy = TaxonomyReader.Load(folder, cancellationToken);
        var log = new ProblemLog();
        string path = Path.Combine(folder, RulesFile);
        Category[] categories = [.. taxonomy.Categories];
        if (categories.Length != 1)
        {
            log.Error(Path.Combine(folder, "categories.yaml"), 0,
                $"Expected one category, the listing, and found {categories.Length}. Aspects are the same for all kinds of goods.");
        }

        List<Aspect> aspects = [Aspect.Brand];
        TitleRoles roles = TitleRoles.None;
        if (YamlFile.Read(path, log) is { } file)
        {
            roles = ReadRules(file, path, log, categories[0], aspects);
        }

        log.ThrowIfErrors();
        return new AspectRules(aspects, roles, categories[0], new MentionReader(categories[0], taxonomy), taxonomy.Version);
    }

    private static TitleRoles ReadRules(YamlMap file, string path, ProblemLog log, Category category, List<Aspect> aspects)
    {
        var root = new YamlFields(file, path, "The rules", log, ["aspects", "roles"]);
        var stated = new HashSet<string>(StringComparer.Ordinal);
        foreach ((YamlText key, YamlNode value) in root.Map("aspects")?.Entries ?? [])
        {
            stated.Add(key.Text);
            if (!category.Attributes.Any(attribute => attribute.Id == key.Text))
            {
                log.Error(path, key.Line,
                    $"There is no attribute '{key.Text}'.{log.Hint(key.Text, category.Attributes.Select(attribute => attribute.Id))}");
            }
            else if (value is YamlMap map)
            {
                aspects.Add(Read(key.Text, new YamlFields(
                    map, path, $"The aspect '{key.Text}'", log, ["name", "differs", "hard", "default", "tolerance", "times", "near"])));
            }
            else
            {
                log.Error(path, key.Line, $"The aspect '{key.Text}' is {value.Kind}; expected a map with name and differs.");
            }
        }

        foreach (AttributeDefinition attribute in category.Attributes.Where(attribute => !stated.Contains(attribute.Id)))
        {
            log.Error(path, 0, $"The attribute '{attribute.Id}' has no rule. Add it, at least with 'differs: evidence'.");
        }

        if (root.Map("roles") is not { } words)
        {
            return TitleRoles.None;
        }

        var roles = new YamlFields(words, path, "The roles", log, ["accessory", "compounds", "purpose", "bundle"]);
        return new TitleRoles(Words("accessory"), Words("compounds"), Words("purpose"), Words("bundle"));

        IEnumerable<string> Words(string key) => (roles.Texts(key) ?? []).Select(text => text.Text);
    }

    private static Aspect Read(string id, YamlFields fields)
    {
        double tolerance = fields.Number("tolerance") ?? 0;
        return new Aspect(
            id,
            fields.Text("name") ?? id,
            fields.Has("differs") ? fields.Choice("differs", Differences) ?? Difference.Evidence : Difference.Evidence,
            fields.Flag("hard") ?? false,
            fields.Text("default"),
            Math.Clamp(tolerance, 0, 0.5),
            [.. (fields.Texts("times") ?? []).Select(text => text.Text)],
            fields.Has("near") && fields.Choice("near", Nearness) == true);
    }
}
