namespace EpmRl.Retrieval.Taxonomy;

/// <summary>
/// A taxonomy as one compact file, stored in an index so that it answers with the taxonomy it was built from. Lossless; the same taxonomy
/// always gives the same bytes. Lists and values shared by attributes are stored, and read, once.
/// </summary>
internal static partial class TaxonomySnapshot
{
    /// <summary>The status of a deprecated value that was split; a list follows.</summary>
    private const byte Split = 2;

    private static ReadOnlySpan<byte> Magic => "EPMRLTX3"u8;

    /// <summary>
    /// The mark of a snapshot with named settings after its attributes: an earlier program version, which would lose them, refuses it.
    /// </summary>
    private static ReadOnlySpan<byte> MagicOfNamed => "EPMRLTX4"u8;

    /// <summary>Writes a taxonomy.</summary>
    /// <exception cref="ArgumentException">A category refers to an attribute that the taxonomy does not list.</exception>
    public static void Write(ProductTaxonomy taxonomy, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(taxonomy);
        ArgumentNullException.ThrowIfNull(stream);
        Write(taxonomy, stream, AttributeSettings.InSnapshots, AttributeSettings.NamedInSnapshots);
    }

    /// <summary>Writes a taxonomy.</summary>
    /// <param name="taxonomy">The taxonomy.</param>
    /// <param name="stream">The output.</param>
    /// <param name="settings">Settings stored for every attribute, in their order.</param>
    /// <param name="named">Settings stored by name, and only where they are set.</param>
    internal static void Write(ProductTaxonomy taxonomy, Stream stream, IReadOnlyList<Setting> settings, IReadOnlyList<Setting> named)
    {
        var writer = new SnapshotWriter(stream);
        (int Place, Setting Setting)[] set = [.. taxonomy.Attributes.SelectMany((attribute, place) =>
            named.Where(setting => setting.IsSet(attribute)).Select(setting => (place, setting)))];
        ReadOnlySpan<byte> magic = set.Length > 0 ? MagicOfNamed : Magic;
        writer.Bytes(magic);
        writer.Text(taxonomy.Name);
        writer.Text(taxonomy.Version);
        writer.Text(taxonomy.Locale);
        WritePacks(writer, taxonomy);
        Dictionary<object, int> lists = WriteValues(writer, taxonomy);
        WriteAttributes(writer, taxonomy, lists, settings);
        if (set.Length > 0)
        {
            writer.Number(set.Length);
            foreach ((int place, Setting setting) in set)
            {
                writer.Number(place);
                writer.Text(setting.Key);
                setting.Write(writer, taxonomy.Attributes[place]);
            }
        }

        WriteCategories(writer, taxonomy);
        writer.Bytes(magic);
    }

    private static void WritePacks(SnapshotWriter writer, ProductTaxonomy taxonomy)
    {
        writer.Number(taxonomy.Packs.Count);
        foreach (ValuePack pack in taxonomy.Packs)
        {
            writer.Text(pack.Name);
            writer.Number((int)pack.Kind);
            writer.Number(pack.Families.Count);
            foreach ((string family, IReadOnlyList<string> words) in pack.Families)
            {
                writer.Text(family);
                writer.Texts(words);
            }
        }

        writer.Number(taxonomy.Units.Units.Count);
        foreach (UnitDefinition unit in taxonomy.Units.Units)
        {
            writer.Text(unit.Name);
            writer.Text(unit.Dimension);
            writer.Real(unit.Factor);
            writer.Real(unit.Offset);
            writer.Texts(unit.Spellings);
        }

        writer.Number(taxonomy.NumberWords.Values.Count);
        foreach ((string word, double number) in taxonomy.NumberWords.Values)
        {
            writer.Text(word);
            writer.Real(number);
        }
    }

    // First every value, then every list of values as positions among them: large taxonomies share both between attributes.
    private static Dictionary<object, int> WriteValues(SnapshotWriter writer, ProductTaxonomy taxonomy)
    {
        var values = new Dictionary<object, int>(ReferenceEqualityComparer.Instance);
        var lists = new Dictionary<object, int>(ReferenceEqualityComparer.Instance);
        foreach (AttributeDefinition attribute in taxonomy.Attributes)
        {
            if (lists.TryAdd(attribute.Values, lists.Count))
            {
                foreach (TaxonomyValue value in attribute.Values)
                {
                    values.TryAdd(value, values.Count);
                }
            }
        }

        writer.Number(values.Count);
        foreach (TaxonomyValue value in values.Keys.Cast<TaxonomyValue>())
        {
            WriteValue(writer, value);
        }

        writer.Number(lists.Count);
        foreach (IReadOnlyList<TaxonomyValue> list in lists.Keys.Cast<IReadOnlyList<TaxonomyValue>>())
        {
            writer.Number(list.Count);
            foreach (TaxonomyValue value in list)
            {
                writer.Number(values[value]);
            }
        }

        return lists;
    }

    private static void WriteValue(SnapshotWriter writer, TaxonomyValue value)
    {
        writer.Text(value.Id);
        writer.Text(value.Label);
        writer.Texts(value.Aliases);
        writer.Number(value.LocaleLabels.Count);
        foreach ((string locale, string label) in value.LocaleLabels)
        {
            writer.Text(locale);
            writer.Text(label);
        }

        writer.Text(value.Description);
        writer.Byte(value.SplitInto.Count > 0 ? Split : (byte)value.Status);
        writer.Text(value.ReplacedBy);
        if (value.SplitInto.Count > 0)
        {
            writer.Texts(value.SplitInto);
        }
    }

    private static void WriteAttributes(
        SnapshotWriter writer, ProductTaxonomy taxonomy, Dictionary<object, int> lists, IReadOnlyList<Setting> settings)
    {
        writer.Number(taxonomy.Attributes.Count);
        foreach (AttributeDefinition attribute in taxonomy.Attributes)
        {
            writer.Text(attribute.Id);
            SettingGroup group = SettingGroup.General;
            foreach (Setting setting in settings)
            {
                if (setting.Group != group)
                {
                    group = setting.Group;
                    if (group != SettingGroup.General)
                    {
                        writer.Flag(group.IsIn(attribute));
                    }
                }

                if (group.IsIn(attribute))
                {
                    setting.Write(writer, attribute);
                }
            }

            writer.Number(lists[attribute.Values]);
        }
    }

    private static void WriteCategories(SnapshotWriter writer, ProductTaxonomy taxonomy)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (AttributeDefinition attribute in taxonomy.Attributes)
        {
            places.Add(attribute.Id, places.Count);
        }

        writer.Number(taxonomy.Categories.Count);
        foreach (Category category in taxonomy.Categories)
        {
            writer.Text(category.Id);
            writer.Text(category.Name);
            writer.Text(category.ParentId);
            writer.Text(category.Path);
            writer.Text(category.Description);
            writer.Number(category.Attributes.Count);
            foreach (AttributeDefinition attribute in category.Attributes)
            {
                writer.Number(places.TryGetValue(attribute.Id, out int place)
                    ? place
                    : throw new ArgumentException(
                        $"Category '{category.Id}' has attribute '{attribute.Id}', which the taxonomy does not list.", nameof(taxonomy)));
            }

            writer.Number(category.Names.Count);
            foreach ((string language, IReadOnlyList<string> names) in category.Names.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                writer.Text(language);
                writer.Texts(names);
            }
        }
    }
}
