using EpmRl.Retrieval.Files;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>The packs named by a taxonomy, loaded.</summary>
internal sealed class PackSet
{
    private readonly List<UnitDefinition> units = [];
    private readonly Dictionary<string, double> words = new(StringComparer.Ordinal);
    private readonly List<ValuePack> valuePacks = [];

    /// <summary>The folder of the packs that ship with the program.</summary>
    public static string ShippedFolder { get; } = Path.Combine(AppContext.BaseDirectory, TaxonomySchema.PacksFolder);

    /// <summary>Every name in the taxonomy, found or not.</summary>
    public HashSet<string> Names { get; } = new(StringComparer.Ordinal);

    public IReadOnlyList<ValuePack> ValuePacks => valuePacks;

    public UnitPack Units => units.Count == 0 ? UnitPack.Empty : new UnitPack(units);

    public NumberWords NumberWords => words.Count == 0 ? NumberWords.Empty : new NumberWords(words);

    /// <summary>The folders searched for the packs of a taxonomy or schema file: its own, its neighbour's, the program's.</summary>
    public static IReadOnlyList<string> FoldersFor(string folder) =>
    [
        Path.Combine(folder, TaxonomySchema.PacksFolder),
        Path.GetFullPath(Path.Combine(folder, "..", TaxonomySchema.PacksFolder)),
        ShippedFolder,
    ];

    /// <summary>Loads the named packs, each from the first folder that has it.</summary>
    public static PackSet Load(IReadOnlyList<(string Name, Place Place)> names, IReadOnlyList<string> folders, ProblemLog log)
    {
        var set = new PackSet();
        foreach ((string name, Place place) in names)
        {
            if (set.Names.Contains(name))
            {
                log.Error(place.Path, place.Line, $"The pack '{name}' is listed again. Remove one.");
            }
            else if (Ids.IsValid(name) && Find(name, folders) is string file)
            {
                set.Add(name, PackReader.Read(file, name, log));
            }
            else
            {
                set.Names.Add(name);
                log.Error(place.Path, place.Line, $"There is no pack '{name}'.{log.Hint(name, Available(folders))} "
                    + $"Packs are read from {string.Join(", ", folders.Select(Path.GetFullPath))}.");
            }
        }

        return set;
    }

    /// <summary>The packs of a taxonomy.</summary>
    public static PackSet Of(ProductTaxonomy taxonomy)
    {
        var set = new PackSet();
        set.units.AddRange(taxonomy.Units.Units);
        foreach ((string word, double number) in taxonomy.NumberWords.Values)
        {
            set.words[word] = number;
        }

        foreach (ValuePack pack in taxonomy.Packs)
        {
            set.Add(pack.Name, pack);
        }

        return set;
    }

    /// <summary>
    /// The value packs that ship with the program, by name. A fault in one is not a problem of the taxonomy that chooses among them.
    /// </summary>
    public static IReadOnlyList<ValuePack> ShippedValuePacks() => !Directory.Exists(ShippedFolder)
        ? []
        : [.. Directory.EnumerateFiles(ShippedFolder, "*" + TaxonomySchema.Extension).Order(StringComparer.Ordinal)
            .Select(file => PackReader.Read(file, Path.GetFileNameWithoutExtension(file), new ProblemLog())).OfType<ValuePack>()
            .Where(pack => pack.Kind == PackKind.Values)];

    /// <summary>Whether one of the folders has the pack.</summary>
    public static string? Find(string name, IReadOnlyList<string> folders) =>
        folders.Select(folder => Path.Combine(folder, name + TaxonomySchema.Extension)).FirstOrDefault(File.Exists);

    private static List<string> Available(IReadOnlyList<string> folders) =>
    [
        .. folders.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, "*" + TaxonomySchema.Extension))
            .Select(file => Path.GetFileNameWithoutExtension(file)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];

    /// <summary>Adds a pack; null adds only its name.</summary>
    public void Add(string name, object? pack)
    {
        Names.Add(name);
        switch (pack)
        {
            case ValuePack values:
                valuePacks.Add(values);
                break;
            case UnitPack more:
                units.AddRange(more.Units);
                break;
            case NumberWords more:
                foreach ((string word, double number) in more.Values)
                {
                    words[word] = number; // a later pack overrides it: the taxonomy's own come last
                }

                break;
        }
    }
}
