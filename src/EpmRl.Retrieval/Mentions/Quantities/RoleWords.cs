using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Mentions;

/// <summary>Finds the role words of a category's measurements and numbers next to a position in a text.</summary>
internal sealed class RoleWords
{
    /// <summary>The role word of pieces, "6 x 330 ml".</summary>
    public const string Times = "x";

    /// <summary>Represents a number without a unit among dimensions.</summary>
    private const string Bare = "";
    private const string Size = "length";
    private const char FirstIdeographic = '\u2E80';
    private const int LongestCode = 24;
    private const int CodeDigits = 3; // E27 and B22 are not codes
    private const int MostWordsBefore = 5; // 座面の高さ has four: words end where the script changes
    private const int MostWords = 3;
    private const int ReachBefore = 12; // characters between a role word and its number
    private readonly Dictionary<string, HashSet<string>> keys = new(StringComparer.Ordinal); // role → dimensions of its attributes
    // key and family of a part's size, as of a seat's height → its role
    private readonly Dictionary<(string Key, string Family), string> partSizes = [];
    private readonly Func<string, RoleSide> sideOf;
    private readonly int longest;

    /// <summary>Collects the role words of a category.</summary>
    /// <param name="attributes">Its attributes.</param>
    /// <param name="units">The units of the category.</param>
    /// <param name="families">The families of marks that packs share.</param>
    /// <param name="sideOf">The side of a role word relative to its number; null if each may be on either side.</param>
    public RoleWords(
        IEnumerable<AttributeDefinition> attributes, UnitLexicon units, RoleFamilies families, Func<string, RoleSide>? sideOf = null)
    {
        Families = families;
        this.sideOf = sideOf ?? (_ => RoleSide.Either);
        foreach (AttributeDefinition attribute in attributes)
        {
            if (attribute.IsQuantity)
            {
                string[] dimensions = [.. Dimensions(attribute, units)];
                foreach (string key in attribute.RoleWords.Select(Key))
                {
                    Add(key, dimensions);
                }

                AddPartSizes(attribute, dimensions);
            }
        }

        foreach ((string key, AttributeDefinition[] others) in families.Marks)
        {
            Add(key, others.SelectMany(attribute => Dimensions(attribute, units)));
        }

        longest = keys.Keys.Select(key => key.Length).DefaultIfEmpty().Max();
    }

    /// <summary>No role words.</summary>
    public static RoleWords None { get; } =
        new([], new UnitLexicon(new UnitSpellings(UnitPack.Empty, QuantityWords.None), []), RoleFamilies.None);

    /// <summary>The families of role words that packs share.</summary>
    public RoleFamilies Families { get; }

    /// <summary>True when no attribute has role words.</summary>
    public bool IsEmpty => keys.Count == 0;

    /// <summary>Whether a role's attribute could read a quantity: "1.7 oz pack" is not a pack of 1.7.</summary>
    public bool CanMark(string key, Quantity quantity) => quantity.Unit switch
    {
        null => keys[key].Contains(Bare),
        { Unit: null } => true, // a spelling of single attributes
        { Unit: { } unit } => keys[key].Contains(unit.Dimension),
    };

    /// <summary>Whether a role marks only numbers without a unit: counts of pieces, which are never part of a size.</summary>
    public bool IsCount(string key) => keys[key].Count == 1 && keys[key].Contains(Bare);

    /// <summary>
    /// Whether a role's attribute could read the quantity with a unit inherited from its neighbours: the 65 of "65 x 60 x 110 cm".
    /// </summary>
    public bool CouldMark(string key, Quantity quantity) => CanMark(key, quantity) || (quantity.Unit is null && MarksSize(key));

    /// <summary>Whether a role marks sizes, which are in chains and share their unit.</summary>
    public bool MarksSize(string key) => keys[key].Contains(Size);

    /// <summary>Whether a mark of sizes has a meaning only together with others: the l of "L x l x h".</summary>
    public bool NeedsCompany(string key) => Families.NeedsCompany(key) && MarksSize(key);

    /// <summary>The comparison key of role words.</summary>
    public static string Key(string role) => Word.KeyOf(Word.Split(role));

    /// <summary>Whether a word or phrase is a role word.</summary>
    public bool Contains(string key) => keys.ContainsKey(key);

    /// <summary>
    /// The combined role of a word before a number and a mark of sizes after it: "seat 45 cm high", "seat 50 cm wide"; null if they are
    /// unrelated.
    /// </summary>
    public string? PartSize(string before, string behind) =>
        Families.Meanings(behind) is [var family, ..] ? partSizes.GetValueOrDefault((before, family)) : null;

    // Other sizes of a part that an attribute measures belong to no attribute: the width of the seat is not the chair's.
    private void AddPartSizes(AttributeDefinition attribute, string[] dimensions)
    {
        string[] own = [.. attribute.RoleWords.Select(Key).Where(key => key.Length > 0)];
        if (!own.Any(key => Families.Names.Any(family => key.EndsWith(" " + family, StringComparison.Ordinal))))
        {
            return;
        }

        foreach (string key in own.Where(key => !Families.Contains(key)))
        {
            foreach (string family in Families.Names)
            {
                string role = own.FirstOrDefault(word => word.EndsWith(" " + family, StringComparison.Ordinal)) ?? key + " " + family;
                partSizes.TryAdd((key, family), role);
                Add(role, dimensions);
            }
        }
    }

    private void Add(string key, IEnumerable<string> dimensions)
    {
        if (!keys.TryGetValue(key, out HashSet<string>? known))
        {
            keys.Add(key, known = []);
        }

        known.UnionWith(dimensions);
    }

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

    /// <summary>A role word right after a position, separated by at most a blank, a dash or a bracket.</summary>
    public RoleMark? After(string text, int position)
    {
        int start = position;
        while (start < text.Length && start - position < 3 && text[start] is ' ' or '-' or '.' or '(' or ')' or '/')
        {
            start++;
        }

        if (start - position > 1 && text.AsSpan(position, start - position).Contains('/'))
        {
            return null; // "50/box" counts boxes; "39 / US 8" starts again
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
            string key = text[start] >= FirstIdeographic ? LongestBeginning(text, start, roleEnd) : TextKey.Of(text[start..roleEnd]);
            bool compound = end + 1 < text.Length && text[end] == '-' && char.IsLetter(text[end + 1]); // "high-yield" is not a height
            if (keys.ContainsKey(key) && (!beforeDigit || roleEnd < end) && !compound && !IsWith(text, start, roleEnd)
                && sideOf(key) != RoleSide.Before && !(key == Times && IsCodeAt(text, end)))
            {
                found = new RoleMark(key, start, text[start] >= FirstIdeographic ? Math.Min(roleEnd, start + key.Length) : roleEnd);
            }

            if (end < text.Length && text[end] is ' ' or '-')
            {
                end++;
            }
        }

        // "10 cm Height: 8": a mark with a colon belongs to what follows.
        return found is { } mark && mark.End < text.Length && text[mark.End] is ':' or '=' ? null : found;
    }

    // "30袋入": words of scripts without blanks are not separated.
    private string LongestBeginning(string text, int start, int end)
    {
        for (int length = Math.Min(longest, end - start); length > 0; length--)
        {
            if (TextKey.Of(text.Substring(start, length)) is var key && keys.ContainsKey(key))
            {
                return key;
            }
        }

        return "";
    }

    /// <summary>Whether a code follows a times sign: the 27 of "27 x PR-650X" does not count pieces.</summary>
    public static bool IsCodeAt(string text, int position)
    {
        int start = position;
        while (start < text.Length && start - position < 2 && text[start] == ' ')
        {
            start++;
        }

        int digits = 0;
        for (int i = start; i < Math.Min(text.Length, start + LongestCode) && (char.IsAsciiLetterOrDigit(text[i]) || text[i] == '-'); i++)
        {
            digits += char.IsAsciiDigit(text[i]) ? 1 : 0;
        }

        return start < text.Length && char.IsAsciiLetter(text[start]) && digits >= CodeDigits;
    }

    /// <summary>A role word right before a position: "Width: 24", "W 24", "width of 24".</summary>
    public RoleMark? Before(FieldText field, int position)
    {
        int last = field.WordAt(position) - 1;
        if (last >= 0 && field.Words[last].Key is "of" or "is" or "approx" or "about")
        {
            last--;
        }

        // A word that continues after the position contains the number.
        if (last < 0 || field.Words[last].End > position || position - field.Words[last].End > ReachBefore)
        {
            return null;
        }

        int end = field.Words[last].End;
        for (int words = Math.Min(MostWordsBefore, last + 1); words >= 1; words--)
        {
            int first = last - words + 1;
            int start = field.Words[first].Start;
            if (field.KeyOf(first, words, longest) is { } key && keys.ContainsKey(key) && IsThin(field.Text, end, position)
                && !IsWith(field.Text, start, end)
                && !(sideOf(key) == RoleSide.Behind && IsBehindNumber(field, first)))
            {
                return new RoleMark(key, start, end);
            }
        }

        return null;
    }

    /// <summary>
    /// A mark that touches the digits at a position: "W65", "Ø28", "幅65", "EU-42", the T of "65xT60"; null if the letters are not a mark.
    /// </summary>
    public RoleMark? Glued(string text, int position)
    {
        if (position > 2 && text[position - 1] == '-' && Glued(text, position - 1) is { } dashed)
        {
            return dashed.End - dashed.Start > 1 ? dashed : null; // "W-650" is a code
        }

        int start = position;
        while (start > Math.Max(0, position - longest) && char.IsLetter(text[start - 1]))
        {
            start--;
        }

        if (start == position || keys.Count == 0)
        {
            return null;
        }

        // The longest mark at the end of the letters, if it is all of them, follows a times sign, or is in a script without blanks.
        for (; start < position; start++)
        {
            if (IsBoundary(text, start) && Key(text[start..position]) is var key && keys.ContainsKey(key)
                && (key != Times || IsCount(text, start, position)))
            {
                return new RoleMark(key, start, position);
            }
        }

        return null;
    }

    // "Pods x36": neither a size of a chain ("24 x36 cm") nor a code ("x64-bit").
    private static bool IsCount(string text, int start, int digits)
    {
        int end = Numeral.SkipDigits(text, digits);
        int before = start - 1;
        while (before > 0 && start - before < LongestCode && text[before - 1] != ' ')
        {
            before--;
        }

        return start > 1 && text[start - 1] == ' ' && !text.AsSpan(before, start - before).ContainsAnyInRange('0', '9')
            && (end == text.Length || text[end] is ' ' or ',' or ')' or ';');
    }

    // "65xT60": the letter after the times sign begins a mark.
    private static bool IsBoundary(string text, int start) =>
        start == 0 || !char.IsLetterOrDigit(text[start - 1]) || !char.IsAscii(text[start])
        || (text[start - 1] is 'x' or 'X' && start > 1 && !char.IsLetter(text[start - 2]));

    /// <summary>Whether a letter begins an abbreviation such as "w/" (with), which is not a mark.</summary>
    public static bool IsWith(string text, int start, int end) =>
        end - start == 1 && char.IsAscii(text[start]) && end < text.Length && text[end] == '/';

    /// <summary>Whether a word follows a number that it may belong to: "810 lm equivalent, 9 W".</summary>
    public static bool IsBehindNumber(FieldText field, int word)
    {
        const int reach = 2; // the number and its unit
        for (int before = word - 1;
            before >= Math.Max(0, word - reach) && field.IsOneClause(field.Words[before].End, field.Words[word].Start);
            before--)
        {
            if (char.IsAsciiDigit(field.Text[field.Words[before].Start]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsThin(string text, int start, int end)
    {
        ReadOnlySpan<char> between = text.AsSpan(start, end - start);
        return !between.ContainsAny(",;|\"") && between.Count('.') <= 1;
    }
}
