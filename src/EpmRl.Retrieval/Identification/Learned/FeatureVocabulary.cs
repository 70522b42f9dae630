namespace EpmRl.Retrieval.Identification;

/// <summary>Feature names and their numbers. During training, new names get the next number; afterwards, unknown names have none.</summary>
internal sealed class FeatureVocabulary
{
    /// <summary>The number of an unknown name.</summary>
    public const int Unknown = -1;

    private readonly Dictionary<string, int> ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup;
    private readonly List<string> names = [];

    public FeatureVocabulary() => lookup = ids.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>
    /// True while new names are added: then it is for one caller at a time; afterwards it is safe for concurrent callers.
    /// </summary>
    public bool IsGrowing { get; set; } = true;

    /// <summary>The names by number.</summary>
    public IReadOnlyList<string> Names => names;

    /// <summary>The number of a name; <see cref="Unknown"/> if it is new and the vocabulary is closed.</summary>
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
