using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Mentions.Quantities;

/// <summary>The role words of a category's measurements and numbers, found beside a place of a text.</summary>
internal sealed class RoleWords
{
    /// <summary>Stands among dimensions for a number without a unit.</summary>
    private const string Bare = "";
    private const int MostWords = 3;
    private const int ReachBefore = 12; // characters between a role word and its number
    private readonly Dictionary<string, HashSet<string>> keys = new(StringComparer.Ordinal); // role → dimensions of its attributes
    private readonly int longest;

    public RoleWords(IEnumerable<AttributeDefinition> attributes, UnitLexicon units)
    {
        foreach (AttributeDefinition attribute in attributes)
        {
            if (attribute.Kind is not (AttributeKind.Measurement or AttributeKind.Number))
            {
                continue;
            }

            string[] dimensions = [.. Dimensions(attribute, units)];
            foreach (string key in attribute.RoleWords.Select(Key))
            {
                if (!keys.TryGetValue(key, out HashSet<string>? known))
                {
                    keys.Add(key, known = []);
                }

                known.UnionWith(dimensions);
            }
        }

        longest = keys.Keys.Select(key => key.Length).DefaultIfEmpty().Max();
    }

    /// <summary>No role words.</summary>
    public static RoleWords None { get; } = new([], new UnitLexicon(new UnitSpellings(UnitPack.Empty, QuantityWords.None), []));

    /// <summary>True when no attribute has role words.</summary>
    public bool IsEmpty => keys.Count == 0;

    /// <summary>Whether a role's attribute could read a quantity: "1.7 oz pack" is no pack of 1.7.</summary>
    public bool CanMark(string key, Quantity quantity) => quantity.Unit switch
    {
        null => keys[key].Contains(Bare),
        { Unit: null } => true, // a spelling of single attributes
        { Unit: { } unit } => keys[key].Contains(unit.Dimension),
    };

    /// <summary>Whether a role marks bare numbers alone: counts of pieces, which are never part of a size.</summary>
    public bool IsCount(string key) => keys[key].Count == 1 && keys[key].Contains(Bare);

    /// <summary>The form in which role words are compared.</summary>
    public static string Key(string role) => string.Join(' ', Word.Split(role).Select(word => word.Key));

    /// <summary>Whether a word or phrase is a role word.</summary>
    public bool Contains(string key) => keys.ContainsKey(key);

    private static IEnumerable<string> Dimensions(AttributeDefinition attribute, UnitLexicon units)
    {
        if (attribute.Kind == AttributeKind.Number || attribute.Quantity is not { } format)
        {
            return [Bare];
        }

        IEnumerable<string> spellings = format.Unit is null ? format.InputUnits : format.InputUnits.Append(format.Unit);
        IEnumerable<string> dimensions = spellings.Select(units.Find).OfType<UnitDefinition>().Select(unit => unit.Dimension);
        return format.AssumedUnit is not null || !spellings.Any() ? dimensions.Append(Bare) : dimensions;
    }

    /// <summary>A role word right behind a place, at most a blank, a dash or a bracket away.</summary>
    public RoleMark? After(string text, int position)
    {
        int start = position;
        while (start < text.Length && start - position < 3 && text[start] is ' ' or '-' or '.' or '(' or ')' or '/')
        {
            start++;
        }

        if (start - position > 1 && text.AsSpan(position, start - position).Contains('/'))
        {
            return null; // "50/box" counts boxes; "39 / US 8" begins anew
        }

        if (start < text.Length && start > 1 && text.AsSpan(position - 1, start - position + 1).Contains('.') && char.IsUpper(text[start]))
        {
            return null; // a new sentence
        }

        int end = start;
        RoleMark? found = null;
        for (int words = 0; words < MostWords && end < text.Length && char.IsLetter(text[end]); words++)
        {
            while (end < text.Length && char.IsLetter(text[end]))
            {
                end++;
            }

            bool beforeDigit = end < text.Length && char.IsAsciiDigit(text[end]);
            // "24Wx30": the x belongs to the chain.
            int roleEnd = beforeDigit && text[end - 1] is 'x' or 'X' && end - start > 1 ? end - 1 : end;
            string key = TextKey.Of(text[start..roleEnd]);
            bool compound = end + 1 < text.Length && text[end] == '-' && char.IsLetter(text[end + 1]); // "high-yield" marks no height
            if (keys.ContainsKey(key) && (!beforeDigit || roleEnd < end) && !compound && !IsWith(text, start, roleEnd))
            {
                found = new RoleMark(key, start, roleEnd);
            }

            if (end < text.Length && text[end] is ' ' or '-')
            {
                end++;
            }
        }

        // "10 cm Height: 8": a colon gives the mark to what follows.
        return found is { } mark && mark.End < text.Length && text[mark.End] is ':' or '=' ? null : found;
    }

    /// <summary>A role word right before a place: "Width: 24", "W 24", "width of 24".</summary>
    public RoleMark? Before(FieldText field, int position)
    {
        int last = field.WordAt(position) - 1;
        if (last >= 0 && field.Words[last].Key is "of" or "is" or "approx" or "about")
        {
            last--;
        }

        // A word that goes on behind the place is the one that the number stands in.
        if (last < 0 || field.Words[last].End > position || position - field.Words[last].End > ReachBefore)
        {
            return null;
        }

        int end = field.Words[last].End;
        for (int words = Math.Min(MostWords, last + 1); words >= 1; words--)
        {
            int first = last - words + 1;
            int start = field.Words[first].Start;
            if (field.KeyOf(first, words, longest) is { } key && keys.ContainsKey(key) && IsThin(field.Text, end, position) && !IsWith(field.Text, start, end))
            {
                return new RoleMark(key, start, end);
            }
        }

        return null;
    }

    /// <summary>Whether a letter is the first of an abbreviation such as "w/" (with), which marks nothing.</summary>
    public static bool IsWith(string text, int start, int end) => end - start == 1 && end < text.Length && text[end] == '/';

    private static bool IsThin(string text, int start, int end)
    {
        ReadOnlySpan<char> between = text.AsSpan(start, end - start);
        return !between.ContainsAny(",;|\"") && between.Count('.') <= 1;
    }
}
