namespace EpmRl.Retrieval.Taxonomy;

/// <content>Reading.</content>
internal static partial class TaxonomySnapshot
{
    /// <summary>Reads the output of <see cref="Write(ProductTaxonomy, Stream)"/>.</summary>
    /// <param name="file">The complete file.</param>
    /// <exception cref="InvalidDataException">
    /// The bytes are not a snapshot, or damaged. Memory is limited to a small multiple of the file's size.
    /// </exception>
    public static ProductTaxonomy Read(ReadOnlySpan<byte> file) =>
        Read(file, AttributeSettings.InSnapshots, AttributeSettings.NamedInSnapshots);

    /// <summary>Reads a snapshot written with the same settings.</summary>
    internal static ProductTaxonomy Read(ReadOnlySpan<byte> file, IReadOnlyList<Setting> settings, IReadOnlyList<Setting> named)
    {
        var reader = new SnapshotReader(file);
        ReadOnlySpan<byte> magic = file.StartsWith(MagicOfNamed) ? MagicOfNamed : Magic;
        if (file.Length < 2 * magic.Length || !reader.Bytes(magic.Length).SequenceEqual(magic))
        {
            throw new InvalidDataException("not a taxonomy snapshot (it does not begin with 'EPMRLTX3' or 'EPMRLTX4')");
        }

        string name = reader.Text();
        string version = reader.Text();
        string locale = reader.Text();
        ValuePack[] packs = ReadPacks(ref reader);
        UnitPack units = ReadUnits(ref reader);
        NumberWords words = new(reader.Factors());
        IReadOnlyList<TaxonomyValue>[] lists = ReadValues(ref reader);
        AttributeDefinition[] attributes = ReadAttributes(ref reader, lists, settings);
        if (magic.SequenceEqual(MagicOfNamed))
        {
            ReadNamed(ref reader, attributes, named);
        }

        Category[] categories = ReadCategories(ref reader, attributes);
        if (!reader.Bytes(magic.Length).SequenceEqual(magic) || !reader.AtEnd)
        {
            throw reader.Damaged("the end mark is not where it belongs");
        }

        try
        {
            return new ProductTaxonomy(name, version, categories, attributes, packs, units, words, locale);
        }
        catch (ArgumentException twice)
        {
            throw new InvalidDataException($"duplicate id ({twice.Message})", twice);
        }
    }

    private static ValuePack[] ReadPacks(ref SnapshotReader reader)
    {
        var packs = new ValuePack[reader.Count(leastBytes: 3)];
        for (int i = 0; i < packs.Length; i++)
        {
            string name = reader.Text();
            var kind = (PackKind)reader.Ordinal(length: 3);
            int count = reader.Count(leastBytes: 2);
            var families = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
            for (int f = 0; f < count; f++)
            {
                families[reader.Text()] = reader.Texts();
            }

            packs[i] = new ValuePack(name, families, kind);
        }

        return packs;
    }

    private static UnitPack ReadUnits(ref SnapshotReader reader)
    {
        var units = new UnitDefinition[reader.Count(leastBytes: 19)];
        for (int i = 0; i < units.Length; i++)
        {
            units[i] = new UnitDefinition(reader.Text(), reader.Text(), reader.Real(), reader.Real(), reader.Texts());
        }

        return units.Length == 0 ? UnitPack.Empty : new UnitPack(units);
    }

    private static IReadOnlyList<TaxonomyValue>[] ReadValues(ref SnapshotReader reader)
    {
        var values = new TaxonomyValue[reader.Count(leastBytes: 7)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = ReadValue(ref reader);
        }

        var lists = new IReadOnlyList<TaxonomyValue>[reader.Count(leastBytes: 1)];
        for (int i = 0; i < lists.Length; i++)
        {
            var list = new TaxonomyValue[reader.Count(leastBytes: 1)];
            for (int v = 0; v < list.Length; v++)
            {
                list[v] = values[reader.Ordinal(values.Length)];
            }

            lists[i] = list;
        }

        return lists;
    }

    private static TaxonomyValue ReadValue(ref SnapshotReader reader)
    {
        var value = new TaxonomyValue { Id = reader.Text(), Label = reader.Text(), Aliases = reader.Texts() };
        int locales = reader.Count(leastBytes: 2);
        Dictionary<string, string>? labels = locales > 0 ? new(StringComparer.Ordinal) : null;
        for (int i = 0; i < locales; i++)
        {
            labels![reader.Text()] = reader.Text();
        }

        string? description = reader.OptionalText();
        byte state = reader.Byte();
        ValueStatus status = state == Split ? ValueStatus.Deprecated : (ValueStatus)state;
        string? replacedBy = reader.OptionalText();
        IReadOnlyList<string> parts = state == Split ? reader.Texts() : [];
        if (status is not (ValueStatus.Active or ValueStatus.Deprecated))
        {
            throw reader.Damaged($"value '{value.Id}' has the unknown status {(int)status}");
        }

        return labels is null && description is null && status == ValueStatus.Active && replacedBy is null
            ? value
            : value with
            {
                LocaleLabels = labels ?? value.LocaleLabels,
                Description = description,
                Status = status,
                ReplacedBy = replacedBy,
                SplitInto = parts,
            };
    }

    private static AttributeDefinition[] ReadAttributes(
        ref SnapshotReader reader, IReadOnlyList<TaxonomyValue>[] lists, IReadOnlyList<Setting> settings)
    {
        var attributes = new AttributeDefinition[reader.Count(leastBytes: 14)];
        for (int i = 0; i < attributes.Length; i++)
        {
            var attribute = new AttributeDefinition { Id = reader.Text(), Name = "" };
            SettingGroup group = SettingGroup.General;
            foreach (Setting setting in settings)
            {
                if (setting.Group != group)
                {
                    group = setting.Group;
                    attribute = group == SettingGroup.General || !reader.Flag() ? attribute : group.With(attribute, true);
                }

                attribute = group.IsIn(attribute) ? setting.Load(attribute, ref reader) : attribute;
            }

            attributes[i] = attribute with { Values = lists[reader.Ordinal(lists.Length)] };
        }

        return attributes;
    }

    private static void ReadNamed(ref SnapshotReader reader, AttributeDefinition[] attributes, IReadOnlyList<Setting> named)
    {
        int count = reader.Count(leastBytes: 3);
        for (int i = 0; i < count; i++)
        {
            int place = reader.Ordinal(attributes.Length);
            string key = reader.Text();
            Setting setting = named.FirstOrDefault(setting => setting.Key == key)
                ?? throw reader.Damaged(
                    $"attribute '{attributes[place].Id}' has the setting '{key}', which this version of the program does not know");
            attributes[place] = setting.Load(attributes[place], ref reader);
        }
    }

    private static Category[] ReadCategories(ref SnapshotReader reader, AttributeDefinition[] attributes)
    {
        var categories = new Category[reader.Count(leastBytes: 7)];
        for (int i = 0; i < categories.Length; i++)
        {
            string id = reader.Text(), name = reader.Text();
            string? parent = reader.OptionalText();
            string path = reader.Text();
            string? description = reader.OptionalText();
            var own = new AttributeDefinition[reader.Count(leastBytes: 1)];
            for (int a = 0; a < own.Length; a++)
            {
                own[a] = attributes[reader.Ordinal(attributes.Length)];
            }

            categories[i] =
                new Category { Id = id, Name = name, ParentId = parent, Path = path, Description = description, Attributes = own };
            if (ReadNames(ref reader) is { Count: > 0 } names)
            {
                categories[i] = categories[i] with { Names = names };
            }
        }

        return categories;
    }

    private static Dictionary<string, IReadOnlyList<string>> ReadNames(ref SnapshotReader reader)
    {
        int count = reader.Count(leastBytes: 2);
        var names = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        for (int i = 0; i < count; i++)
        {
            names[reader.Text()] = reader.Texts();
        }

        return names;
    }
}
