using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Mentions;

/// <summary>
/// Role words that packs share among the measurements and numbers of a category: "width: [w, breite, larg]". An attribute with a family's
/// name among its role words gets the family's words; words of a family that no attribute has mark their numbers as belonging to something
/// else.
/// </summary>
/// <remarks>
/// A family named "length or width" holds marks that mean one or the other ("l"). Such a mark, and every one of one or two letters, has a
/// meaning only together with others, in a header or a chain: "L x l x h", "S x G x W", where each mark has a different meaning.
/// </remarks>
internal sealed class RoleFamilies
{
    private const char LastLatin = '\u024F';
    private const int Most = 6; // marks of a header or a chain
    private const string Or = " or ";
    private const double Untaken = 1; // penalty of a meaning that no attribute of the category has
    private const double PerRank = 0.3; // penalty per rank: the first meaning of a family is the usual one
    private readonly Dictionary<string, string[]> meanings = new(StringComparer.Ordinal); // mark → names of families
    // family → its words that are unambiguous
    private readonly Dictionary<string, List<string>> words = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AttributeDefinition[]> owners = new(StringComparer.Ordinal); // mark → attributes with its pack
    private readonly HashSet<string> taken = new(StringComparer.Ordinal);

    /// <summary>Collects the families of the packs that measurements and numbers name.</summary>
    public RoleFamilies(IEnumerable<AttributeDefinition> attributes, IReadOnlyList<ValuePack> packs)
    {
        AttributeDefinition[] quantities = [.. attributes.Where(IsQuantity)];
        foreach (ValuePack pack in packs)
        {
            AttributeDefinition[] naming = [.. quantities.Where(attribute => attribute.Packs.Contains(pack.Name))];
            if (naming.Length > 0)
            {
                foreach ((string family, IReadOnlyList<string> list) in pack.Families)
                {
                    Add(family, list, naming);
                }
            }
        }

        taken.UnionWith(quantities.SelectMany(attribute => attribute.RoleWords).Select(RoleWords.Key));
    }

    /// <summary>No families.</summary>
    public static RoleFamilies None { get; } = new([], []);

    /// <summary>Every mark and every name of a family, with the attributes that name its pack.</summary>
    public IEnumerable<(string Key, AttributeDefinition[] Attributes)> Marks => owners.Select(pair => (pair.Key, pair.Value));

    /// <summary>An attribute with the words of its families.</summary>
    public AttributeDefinition Widen(AttributeDefinition attribute)
    {
        if (words.Count == 0 || !IsQuantity(attribute) || attribute.Packs.Count == 0)
        {
            return attribute;
        }

        HashSet<string> own = [.. attribute.RoleWords.Select(RoleWords.Key)];
        string[] more = [.. own.SelectMany(key => words.GetValueOrDefault(key) ?? []).Where(word => !own.Contains(RoleWords.Key(word)))];
        return more.Length == 0 ? attribute : attribute with { RoleWords = [.. attribute.RoleWords, .. more] };
    }

    /// <summary>The names of families with unambiguous words.</summary>
    public IEnumerable<string> Names => words.Keys;

    /// <summary>Whether a mark belongs to a family.</summary>
    public bool Contains(string key) => meanings.ContainsKey(key);

    /// <summary>Whether a mark has a meaning only together with others.</summary>
    public bool NeedsCompany(string key) =>
        meanings.TryGetValue(key, out string[]? names) && !taken.Contains(key) && (names.Length > 1 || IsShort(key));

    /// <summary>The names of the families that a mark may mean.</summary>
    public IReadOnlyList<string> Meanings(string key) => meanings.GetValueOrDefault(key) ?? [];

    /// <summary>The meanings of adjacent marks, each a different one; the marks themselves if they have no other meaning.</summary>
    /// <param name="marks">The marks as written in the text; few.</param>
    public string[] Understand(IReadOnlyList<string> marks)
    {
        string[] keys = [.. marks.Select(RoleWords.Key)];
        if (keys.Length > Most || !keys.Any(meanings.ContainsKey))
        {
            return keys;
        }

        string[][] options = [.. keys.Select(key => meanings.TryGetValue(key, out string[]? names) ? names : [key])];
        var chosen = new string[keys.Length];
        string[]? best = null;
        double bestCost = double.MaxValue;
        Choose(0, 0);
        return best ?? keys;

        void Choose(int at, double cost)
        {
            if (cost >= bestCost)
            {
                return;
            }

            if (at == keys.Length)
            {
                (best, bestCost) = ([.. chosen], cost);
                return;
            }

            for (int rank = 0; rank < options[at].Length; rank++)
            {
                string name = options[at][rank];
                if (!chosen.AsSpan(0, at).Contains(name))
                {
                    chosen[at] = name;
                    Choose(at + 1, cost + Cost(at, rank, name));
                }
            }
        }

        // "L x l": of two marks that differ only in case, the capital has the first meaning.
        double Cost(int at, int rank, string name)
        {
            bool cased = keys.AsSpan().Count(keys[at]) > 1;
            return (taken.Contains(name) ? 0 : cased ? PerRank : Untaken)
                + (PerRank * rank)
                + (cased && char.IsUpper(marks[at][0]) != (rank == 0) ? Untaken : 0);
        }
    }

    private void Add(string family, IReadOnlyList<string> list, AttributeDefinition[] naming)
    {
        bool isCount = naming.All(attribute => attribute.Kind == AttributeKind.Number); // "US 9": short marks of bare numbers are usual
        string[] names = [.. family.Split(Or).Select(RoleWords.Key)];
        foreach (string name in names)
        {
            owners.TryAdd(name, naming);
        }

        foreach (string word in names.Length == 1 ? list.Prepend(family) : list)
        {
            string key = RoleWords.Key(word);
            if (key.Length == 0)
            {
                continue; // a sign without letters
            }

            meanings[key] = names;
            owners[key] = naming;
            if (names.Length == 1 && (isCount || !IsShort(key)))
            {
                (words.TryGetValue(names[0], out List<string>? known) ? known : words[names[0]] = []).Add(word);
            }
        }
    }

    private static bool IsQuantity(AttributeDefinition attribute) => attribute.IsQuantity;

    // "al", "an", "br" are ordinary words in other languages. Ideographs are unambiguous.
    private static bool IsShort(string key) => key.Length <= 2 && key[0] < LastLatin;
}
