using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Mentions;

/// <summary>Reads the mentions of a listing for every attribute of one category.</summary>
/// <remarks>What an attribute accepts is declared in the taxonomy; no attribute is hard-coded. Safe for concurrent callers.</remarks>
internal sealed class MentionReader
{
    private readonly QuantityScanner scanner;
    private readonly QuantityWords words;
    private readonly ContextReader contexts;
    private readonly (AttributeDefinition Attribute, IMentionReader[] Readers)[] attributes;
    private readonly Dictionary<string, string[]> rivals; // attribute id → ids of the others of its dimension

    /// <summary>Prepares the readers of a category.</summary>
    /// <param name="category">The category.</param>
    /// <param name="taxonomy">Its taxonomy: packs, units, number words.</param>
    public MentionReader(Category category, ProductTaxonomy taxonomy)
        : this(category, new MentionReaderFactory(taxonomy))
    {
    }

    internal MentionReader(Category category, MentionReaderFactory shared)
    {
        ArgumentNullException.ThrowIfNull(category);
        UnitLexicon units = shared.UnitsOf(category.Attributes);
        scanner = shared.ScannerOf(category);
        words = shared.QuantityWords;
        contexts = shared.ContextsOf(category);
        rivals = FindRivals(category, units);
        attributes = [.. category.Attributes.Select(attribute => (attribute, shared.Of(attribute)))];
    }

    /// <summary>Reads a listing.</summary>
    /// <param name="fields">Its fields, read in full, whatever the encoder's maximum input.</param>
    /// <param name="cancellationToken">Checked between the attributes of a field: a listing may be a megabyte long.</param>
    /// <returns>Attribute id → its mentions, title first, in the order of the text; attributes without any are left out.</returns>
    public IReadOnlyDictionary<string, IReadOnlyList<Mention>> Read(
        IReadOnlyList<FieldText> fields, CancellationToken cancellationToken = default)
    {
        var mentions = new Dictionary<string, IReadOnlyList<Mention>>(StringComparer.Ordinal);
        var notation = new NumberNotation(fields, words);
        FieldReading[] readings = [.. fields.Select(field => new FieldReading(field, scanner.Scan(field, notation)))];
        foreach ((AttributeDefinition attribute, IMentionReader[] readers) in attributes)
        {
            var found = new List<Mention>();
            foreach (FieldReading reading in readings)
            {
                foreach (IMentionReader reader in readers)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    reader.Read(reading, found);
                }
            }

            // A variant's own option is definitive; the text shared with other variants may name all of their values.
            if (found.Exists(IsOwnOption))
            {
                found.RemoveAll(mention => !IsOwnOption(mention));
            }

            if (found.Count > 0)
            {
                mentions.Add(attribute.Id, found);
            }
        }

        contexts.Read(fields, mentions, cancellationToken);
        CountRivals(mentions);
        return mentions;
    }

    private static bool IsOwnOption(Mention mention) => mention.Field == ProfileField.Options && mention.Cues.Role == RoleCue.Own;

    // A number that several attributes could read is weaker evidence; if the others are announced elsewhere, it is stronger.
    private void CountRivals(Dictionary<string, IReadOnlyList<Mention>> mentions)
    {
        if (!mentions.Keys.Any(rivals.ContainsKey))
        {
            return;
        }

        ILookup<(ProfileField, int, int), string> listed = mentions
            .SelectMany(pair => pair.Value.Where(mention => mention.ValueId is not null)
                .Select(mention => (Place: Place(mention), Attribute: pair.Key)))
            .Distinct()
            .ToLookup(pair => pair.Place, pair => pair.Attribute);
        Dictionary<string, Announcement> announced = mentions.ToDictionary(pair => pair.Key, pair => Announcement.Of(pair.Value));
        foreach ((string attribute, string[] others) in rivals)
        {
            if (mentions.TryGetValue(attribute, out IReadOnlyList<Mention>? found))
            {
                mentions[attribute] =
                [
                    .. found.Select(mention => mention with
                    {
                        Cues = mention.Cues with
                        {
                            Rivals = others.Count(other => !announced.GetValueOrDefault(other).IsElsewhere(Place(mention))),
                            ListedElsewhere = listed[Place(mention)].Count(other => other != attribute),
                        },
                    }),
                ];
            }
        }
    }

    /// <summary>Whether an attribute is announced nowhere, at one position, or at several.</summary>
    private readonly record struct Announcement((ProfileField Field, int Start, int End)? First, bool Several)
    {
        public static Announcement Of(IReadOnlyList<Mention> mentions)
        {
            Mention? first = null;
            foreach (Mention mention in mentions.Where(mention => mention.Cues.Role == RoleCue.Own))
            {
                if (first is not null && Place(first) != Place(mention))
                {
                    return new Announcement(Place(first), Several: true);
                }

                first ??= mention;
            }

            return new Announcement(first is null ? null : Place(first), Several: false);
        }

        public bool IsElsewhere((ProfileField Field, int Start, int End) here) => Several || (First is { } place && place != here);
    }

    private static (ProfileField Field, int Start, int End) Place(Mention mention) => (mention.Field, mention.Start, mention.End);

    // Attributes that can read the same quantity are distinguished by role words.
    private static Dictionary<string, string[]> FindRivals(Category category, UnitLexicon units) => category.Attributes
        .Select(attribute => (attribute.Id, Others: category.Attributes
            .Where(other => other.Id != attribute.Id && other.Quantity?.RoleRequired != true && AreRivals(attribute, other, units))
            .Select(other => other.Id).ToArray()))
        .Where(pair => pair.Others.Length > 0)
        .ToDictionary(pair => pair.Id, pair => pair.Others, StringComparer.Ordinal);

    private static bool AreRivals(AttributeDefinition left, AttributeDefinition right, UnitLexicon units)
    {
        IReadOnlyList<string> leftUnits = left.Quantity?.InputUnits ?? [];
        IReadOnlyList<string> rightUnits = right.Quantity?.InputUnits ?? [];
        return leftUnits.Count > 0 && rightUnits.Count > 0
            ? leftUnits.Select(units.Find).Intersect(rightUnits.Select(units.Find)).Any(unit => unit is not null)
            : Dimension(left, units) is { } dimension && dimension == Dimension(right, units);
    }

    private static string? Dimension(AttributeDefinition attribute, UnitLexicon units)
    {
        string? spelling = attribute.Quantity is { } format ? format.Unit ?? format.InputUnits.FirstOrDefault() : null;
        return spelling is null ? null : units.Find(spelling)?.Dimension;
    }
}
