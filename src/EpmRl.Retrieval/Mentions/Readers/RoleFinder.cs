using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Mentions;

/// <summary>Finds the role words of one attribute near a span.</summary>
internal sealed class RoleFinder
{
    private const int WordsAfter = 3;
    private const int WordsBefore = 2;
    private readonly HashSet<string> keys;
    private readonly Func<string, RoleSide>? sideOf;
    private readonly int longest;

    /// <summary>Collects the role words of an attribute.</summary>
    /// <param name="attribute">The attribute.</param>
    /// <param name="sideOf">The side of a role word relative to its number; null if each may be on either side.</param>
    public RoleFinder(AttributeDefinition attribute, Func<string, RoleSide>? sideOf = null)
    {
        this.sideOf = sideOf;
        keys = [.. attribute.RoleWords.Select(RoleWords.Key)];
        longest = keys.Select(key => key.Length).DefaultIfEmpty().Max();
    }

    /// <summary>Length of the longest role word, in characters.</summary>
    public int Longest => longest;

    /// <summary>Whether a role word is one of the attribute's.</summary>
    public bool IsOwn(string key) => keys.Contains(key);

    /// <summary>A role word before the span, "Colour: navy", or a few words away, "8MB L3 cache".</summary>
    /// <param name="field">The field.</param>
    /// <param name="start">First character of the span.</param>
    /// <param name="end">The character after its last.</param>
    /// <param name="isTaken">Whether the role word at a position belongs to another span; null if none does.</param>
    public (RoleCue Cue, string? Word) Find(FieldText field, int start, int end, Func<int, bool>? isTaken = null)
    {
        if (keys.Count == 0)
        {
            return (RoleCue.None, null);
        }

        int first = field.WordAt(start);
        for (int distance = 1; distance <= WordsBefore && first - distance >= 0; distance++)
        {
            Word word = field.Words[first - distance];
            if (word.End > start)
            {
                continue; // the glued word that contains the span, of any length
            }

            if (Match(field, first - distance) is { } role && isTaken?.Invoke(word.Start) != true && field.IsOneClause(word.End, start)
                && !(sideOf?.Invoke(role) == RoleSide.Behind && RoleWords.IsBehindNumber(field, first - distance)))
            {
                return (distance == 1 ? RoleCue.Own : RoleCue.Near, role);
            }
        }

        int next = field.WordAt(end);
        for (int distance = 0; distance < WordsAfter && next + distance < field.Words.Count; distance++)
        {
            Word word = field.Words[next + distance];
            if (!field.IsOneClause(end, word.Start) || char.IsAsciiDigit(field.Text[word.Start]))
            {
                break; // another number takes the role words that follow it
            }

            if (Match(field, next + distance) is { } role && isTaken?.Invoke(word.Start) != true && sideOf?.Invoke(role) != RoleSide.Before)
            {
                return (distance == 0 ? RoleCue.Own : RoleCue.Near, role);
            }
        }

        return (RoleCue.None, null);
    }

    // The role word that ends or begins at a word; phrases of up to three words.
    private string? Match(FieldText field, int at)
    {
        for (int words = 1; words <= 3 && at + words <= field.Words.Count && field.KeyOf(at, words, longest) is { } key; words++)
        {
            if (keys.Contains(key) && (words > 1 || IsWhole(field.Text, field.Words[at])))
            {
                return key;
            }
        }

        return at > 0 && field.KeyOf(at - 1, 2, longest) is { } ending && keys.Contains(ending) ? ending : null;
    }

    // "high-yield" and "w/" are separate words, and "x PR-650X" is not a count.
    private static bool IsWhole(string text, Word word) =>
        !(word.End + 1 < text.Length && text[word.End] == '-' && char.IsLetter(text[word.End + 1]))
        && !RoleWords.IsWith(text, word.Start, word.End)
        && !(word.Key == RoleWords.Times && RoleWords.IsCodeAt(text, word.End));
}
