namespace EpmRl.Retrieval.Identification;

/// <summary>
/// Feature names and their numbers. While it is learned, new names get the next number; afterwards unknown names have none.
/// </summary>
internal sealed class FeatureVocabulary
{
    /// <summary>The number of a name that is not known.</summary>
    public const int Unknown = -1;

    private readonly Dictionary<string, int> ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup;
    private readonly List<string> names = [];

    public FeatureVocabulary() => lookup = ids.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>True while new names are taken in. Then it is for one caller at a time; afterwards for any number.</summary>
    public bool IsGrowing { get; set; } = true;

    /// <summary>The names by number.</summary>
    public IReadOnlyList<string> Names => names;

    /// <summary>The number of a name; <see cref="Unknown"/> when it is new and no longer taken in.</summary>
    public int IdOf(ReadOnlySpan<char> name)
    {
        if (lookup.TryGetValue(name, out int id))
        {
            return id;
        }

        if (!IsGrowing)
        {
            return Unknown;
        }

        string added = name.ToString();
        ids.Add(added, names.Count);
        names.Add(added);
        return names.Count - 1;
    }
}
