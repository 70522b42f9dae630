using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification;

/// <summary>A listing with all inputs of the rankers, from <see cref="ListingReader"/>. For one caller at a time.</summary>
/// <param name="category">Its category.</param>
/// <param name="fields">Its fields.</param>
/// <param name="mentions">Attribute id → its mentions, as <see cref="MentionReader"/> gives them.</param>
/// <param name="vector">Its unit vector, [D]; empty without an encoder.</param>
/// <param name="dense">The dense scores of the category's attributes; empty without an encoder.</param>
/// <param name="lexicalOf">Finds the lexical overlap of an attribute; null for attributes without one.</param>
internal sealed class ListingContext(
    Category category, IReadOnlyList<FieldText> fields, IReadOnlyDictionary<string, IReadOnlyList<Mention>> mentions,
    ReadOnlyMemory<float> vector, IReadOnlyList<AttributeScores> dense, Func<AttributeDefinition, LexicalOverlap?> lexicalOf)
{
    private const int MostMentions = 150; // each is compared with the others of its attribute
    private const int MostTitleWords = 200; // each becomes a feature of every mention of a size; a title has about twenty
    private const int LongestPhrase = 5;
    private readonly Dictionary<string, AttributeScores> scores =
        dense.ToDictionary(attribute => attribute.AttributeId, StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyDictionary<string, double>?> shares = new(StringComparer.Ordinal); // by attribute id
    private readonly FieldWords?[] words = new FieldWords?[fields.Count];
    private Dictionary<string, int>? phrases;
    private IReadOnlyList<string>? titleWords;
    private ILookup<(ProfileField Field, int Start, int End), (AttributeDefinition Attribute, Mention Mention)>? places;

    /// <summary>The category that it was read for.</summary>
    public Category Category => category;

    /// <summary>The fields.</summary>
    public IReadOnlyList<FieldText> Fields => fields;

    /// <summary>The listing's vector, [D]; empty without an encoder.</summary>
    public ReadOnlyMemory<float> Vector => vector;

    /// <summary>The dense scores of an attribute; null without.</summary>
    public AttributeScores? DenseOf(AttributeDefinition attribute) => scores.GetValueOrDefault(attribute.Id);

    /// <summary>Value id → its lexical share in [0, 1]; null for attributes without lexical overlap.</summary>
    public IReadOnlyDictionary<string, double>? LexicalOf(AttributeDefinition attribute)
    {
        if (!shares.TryGetValue(attribute.Id, out IReadOnlyDictionary<string, double>? share))
        {
            shares.Add(attribute.Id, share = lexicalOf(attribute)?.Share(fields));
        }

        return share;
    }

    /// <summary>Number of different words that support a value of an attribute.</summary>
    public int CountWords(AttributeDefinition attribute, string valueId) => lexicalOf(attribute)?.CountWords(fields, valueId) ?? 0;

    /// <summary>The mentions of an attribute.</summary>
    public IReadOnlyList<Mention> MentionsOf(AttributeDefinition attribute) => mentions.GetValueOrDefault(attribute.Id) ?? [];

    /// <summary>The mentions of an attribute that a model uses: the first ones, which are all except in junk.</summary>
    public IReadOnlyList<Mention> FirstMentionsOf(AttributeDefinition attribute) =>
        MentionsOf(attribute) is { Count: > MostMentions } many ? [.. many.Take(MostMentions)] : MentionsOf(attribute);

    /// <summary>All mentions at the span of one, with their attributes; includes the mention itself.</summary>
    public IEnumerable<(AttributeDefinition Attribute, Mention Mention)> At(Mention mention)
    {
        places ??= category.Attributes
            .SelectMany(attribute => MentionsOf(attribute).Select(read => (Attribute: attribute, Mention: read)))
            .ToLookup(read => (read.Mention.Field, read.Mention.Start, read.Mention.End));
        return places[(mention.Field, mention.Start, mention.End)];
    }

    /// <summary>The first distinct words of the title, which are all except in junk; without numbers.</summary>
    public IReadOnlyList<string> TitleWords => titleWords ??=
    [
        .. fields.Where(text => text.Field != ProfileField.Description).SelectMany(text => text.Words).Select(word => word.Key)
            .Where(key => key.Length > 2 && char.IsLetter(key[0])).Distinct().Take(MostTitleWords),
    ];

    /// <summary>Number of occurrences of a word sequence in title and description, ignoring case; 0 for more than five words.</summary>
    public int CountOf(string phrase) => (phrases ??= CountPhrases()).GetValueOrDefault(phrase);

    /// <summary>The words of a field.</summary>
    public FieldWords WordsOf(ProfileField field) => words[IndexOf(field)] ??= new FieldWords(fields[IndexOf(field)]);

    /// <summary>The original text of a mention.</summary>
    public ReadOnlySpan<char> TextOf(Mention mention) =>
        fields[IndexOf(mention.Field)].Clean.Original.AsSpan(mention.Start, mention.End - mention.Start);

    private Dictionary<string, int> CountPhrases()
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (FieldText field in fields)
        {
            for (int first = 0; first < field.Words.Count; first++)
            {
                string phrase = "";
                for (int last = first; last < Math.Min(first + LongestPhrase, field.Words.Count); last++)
                {
                    phrase = last == first ? field.Words[first].Key : phrase + " " + field.Words[last].Key;
                    counts[phrase] = counts.GetValueOrDefault(phrase) + 1;
                }
            }
        }

        return counts;
    }

    private int IndexOf(ProfileField field) => fields.Count > 2 ? Order(field) : fields[0].Field == field ? 0 : 1;

    // FieldText.Of gives title, options, description.
    private static int Order(ProfileField field) => field switch { ProfileField.Title => 0, ProfileField.Options => 1, _ => 2 };
}
