using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Identification;

/// <summary>
/// Collects the features of a mention or value. Every feature is written twice, for the attribute's kind and for the attribute by name:
/// common properties of measurements are learned from all of them, those of one attribute from its own labels (Daumé, "Frustratingly Easy
/// Domain Adaptation", 2007). An attribute without labels uses what was learned for its kind.
/// </summary>
internal ref struct FeatureWriter
{
    private const int LongestName = 160;
    private readonly FeatureVocabulary vocabulary;
    private readonly List<Feature> into;
    private readonly Span<char> name;
    private readonly string kind;
    private readonly string attribute;

    /// <summary>Creates a writer.</summary>
    /// <param name="attribute">The attribute.</param>
    /// <param name="vocabulary">Numbers the names.</param>
    /// <param name="buffer">At least <see cref="BufferLength"/> characters.</param>
    /// <param name="into">Receives the features.</param>
    public FeatureWriter(AttributeDefinition attribute, FeatureVocabulary vocabulary, Span<char> buffer, List<Feature> into)
    {
        this.vocabulary = vocabulary;
        this.into = into;
        name = buffer;
        kind = KindScope(attribute.Kind);
        this.attribute = AttributeScope(attribute);
    }

    /// <summary>Required length of a writer's buffer, in characters.</summary>
    public static int BufferLength => LongestName;

    /// <summary>The scope of a kind.</summary>
    public static string KindScope(AttributeKind kind) => $"*{kind}|";

    /// <summary>The scope of one attribute. By name, so that a model survives a new import of the taxonomy.</summary>
    public static string AttributeScope(AttributeDefinition attribute) => TextKey.Of(attribute.Name) + "|";

    /// <summary>Adds a feature; overlong names are truncated.</summary>
    /// <param name="group">The property.</param>
    /// <param name="what">The value of the property.</param>
    /// <param name="value">The feature's value; 1 for a binary one.</param>
    public readonly void Add(ReadOnlySpan<char> group, ReadOnlySpan<char> what, float value = 1)
    {
        Add(kind, group, what, value);
        Add(attribute, group, what, value);
    }

    /// <inheritdoc cref="Add(ReadOnlySpan{char}, ReadOnlySpan{char}, float)"/>
    public readonly void Add(ReadOnlySpan<char> group, int what) =>
        Add(group, what.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private readonly void Add(ReadOnlySpan<char> scope, ReadOnlySpan<char> group, ReadOnlySpan<char> what, float value)
    {
        int length = Append(0, scope);
        length = Append(length, group);
        length = Append(length, "=");
        length = Append(length, what);
        int id = vocabulary.IdOf(name[..length]);
        if (id != FeatureVocabulary.Unknown)
        {
            into.Add(new Feature(id, value));
        }
    }

    private readonly int Append(int length, ReadOnlySpan<char> text)
    {
        int count = Math.Min(text.Length, name.Length - length);
        text[..count].CopyTo(name[length..]);
        return length + count;
    }
}

/// <summary>A feature's number and its value.</summary>
internal readonly record struct Feature(int Id, float Value);
