using System.Buffers.Binary;
using System.Security.Cryptography;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>
/// The version of a taxonomy: a hash of its complete content, packs included. The order of files, of categories among themselves and of
/// maps does not count; the order of values, attributes of a category and list entries does.
/// </summary>
internal sealed class TaxonomyVersion : ISettingWriter, IDisposable
{
    private const int HexDigits = 16;

    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    private TaxonomyVersion()
    {
    }

    /// <summary>The first 16 hexadecimal digits of the SHA-256.</summary>
    public static string Of(
        string name,
        string locale,
        IReadOnlyList<Category> categories,
        IReadOnlyList<AttributeDefinition> attributes,
        IReadOnlyList<ValuePack> packs,
        UnitPack units,
        NumberWords words)
    {
        using var version = new TaxonomyVersion();
        version.Add(TaxonomySchema.Format);
        version.Add(name);
        version.Add(locale);
        version.AddAll(categories.OrderBy(category => category.Id, StringComparer.Ordinal), version.Add);
        version.AddAll(attributes.OrderBy(attribute => attribute.Id, StringComparer.Ordinal), version.Add);
        version.AddAll(packs.OrderBy(pack => pack.Name, StringComparer.Ordinal), version.Add);
        version.AddAll(units.Units, version.Add);
        version.AddAll(words.Values.OrderBy(pair => pair.Key, StringComparer.Ordinal), pair =>
        {
            version.Add(pair.Key);
            version.Add(pair.Value);
        });
        return Convert.ToHexStringLower(version.hash.GetHashAndReset())[..HexDigits];
    }

    public void Dispose() => hash.Dispose();

    private void Add(Category category)
    {
        Add(category.Id);
        Add(category.Name);
        Add(category.ParentId);
        Add(category.Description);
        AddAll(category.Attributes.Select(attribute => attribute.Id), Add);
        if (category.Names.Count > 0) // a taxonomy without alternative names keeps its old version
        {
            hash.AppendData([2]);
            AddAll(category.Names.OrderBy(pair => pair.Key, StringComparer.Ordinal), pair =>
            {
                Add(pair.Key);
                AddAll(pair.Value, Add);
            });
        }
    }

    private void Add(AttributeDefinition attribute)
    {
        Add(attribute.Id);
        foreach (Setting setting in AttributeSettings.InVersions.Where(setting => setting.Group.Has(attribute.Kind)))
        {
            if (!setting.Named)
            {
                setting.Write(this, attribute);
            }
            else if (setting.IsSet(attribute))
            {
                setting.WriteNamed(this, attribute); // taxonomies without it keep their old versions
            }
        }

        AddAll(attribute.Values, Add);
    }

    private void Add(TaxonomyValue value)
    {
        Add(value.Id);
        Add(value.Label);
        AddAll(value.Aliases, Add);
        AddAll(value.LocaleLabels.OrderBy(pair => pair.Key, StringComparer.Ordinal), pair =>
        {
            Add(pair.Key);
            Add(pair.Value);
        });
        Add(value.Description);
        Add((int)value.Status);
        Add(value.ReplacedBy);
        if (value.SplitInto.Count > 0) // a taxonomy without split values keeps its old version
        {
            hash.AppendData([2]);
            AddAll(value.SplitInto, Add);
        }
    }

    private void Add(ValuePack pack)
    {
        Add(pack.Name);
        if (pack.Kind != PackKind.Values) // a taxonomy with only value packs keeps its old version
        {
            hash.AppendData([pack.Kind == PackKind.Cues ? (byte)3 : (byte)4]);
        }

        AddAll(pack.Families.OrderBy(pair => pair.Key, StringComparer.Ordinal), pair =>
        {
            Add(pair.Key);
            AddAll(pair.Value, Add);
        });
    }

    private void Add(UnitDefinition unit)
    {
        Add(unit.Name);
        Add(unit.Dimension);
        Add(unit.Factor);
        Add(unit.Offset);
        AddAll(unit.Spellings, Add);
    }

    private void AddAll<T>(IEnumerable<T> items, Action<T> add)
    {
        int count = 0;
        foreach (T item in items)
        {
            hash.AppendData([1]);
            add(item);
            count++;
        }

        hash.AppendData([0]);
        Add(count);
    }

    private void Add(string? text)
    {
        if (text is null)
        {
            Add(-1);
            return;
        }

        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text);
        Add(bytes.Length);
        hash.AppendData(bytes);
    }

    private void Add(bool flag) => Add(flag ? 1 : 0);

    private void Add(int number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }

    private void Add(double number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, number);
        hash.AppendData(bytes);
    }

    void ISettingWriter.Text(string? text) => Add(text);

    void ISettingWriter.Texts(IReadOnlyCollection<string> texts) => AddAll(texts, Add);

    void ISettingWriter.Flag(bool flag) => Add(flag);

    void ISettingWriter.Number(int number) => Add(number);

    void ISettingWriter.Optional(int? number) => Add(number ?? -1);

    void ISettingWriter.Choice(int ordinal) => Add(ordinal);

    void ISettingWriter.Factors(IReadOnlyDictionary<string, double> factors) =>
        AddAll(factors.OrderBy(pair => pair.Key, StringComparer.Ordinal), pair =>
        {
            Add(pair.Key);
            Add(pair.Value);
        });

    void ISettingWriter.Places(IReadOnlyDictionary<int, int> places) =>
        AddAll(places.OrderBy(pair => pair.Key), pair =>
        {
            Add(pair.Key);
            Add(pair.Value);
        });

    void ISettingWriter.Range(UsualRange? range)
    {
        if (range is not null)
        {
            Add(range.Least);
            Add(range.Most);
        }
    }
}
