using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Mentions;

/// <summary>One field of a listing, cleaned and split into words.</summary>
internal sealed class FieldText
{
    private readonly Word[] words;
    private readonly IReadOnlyList<int> clauses; // positions of commas, semicolons and bars
    private readonly IReadOnlyList<int> sentences; // starts of sentences, except the first

    private FieldText(ProfileField field, CleanText clean)
    {
        Field = field;
        Clean = clean;
        words = Word.Split(clean.Text);
        (clauses, sentences) = Sentences.Of(clean);
    }

    /// <summary>The field.</summary>
    public ProfileField Field { get; }

    /// <summary>Its cleaned text with the mapping to the original.</summary>
    public CleanText Clean { get; }

    /// <summary>The cleaned text.</summary>
    public string Text => Clean.Text;

    /// <summary>Its words, in order.</summary>
    public IReadOnlyList<Word> Words => words;

    /// <summary>The non-empty fields of a listing.</summary>
    public static IReadOnlyList<FieldText> Of(ProductProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        var fields = new List<FieldText>(2);
        if (profile.Title.Length > 0)
        {
            fields.Add(new FieldText(ProfileField.Title, CleanText.Of(profile.Title)));
        }

        if (profile.OptionText is { Length: > 0 } options)
        {
            fields.Add(new FieldText(ProfileField.Options, CleanText.Of(options)));
        }

        if (profile.Description.Length > 0)
        {
            fields.Add(new FieldText(ProfileField.Description, CleanText.Of(profile.Description)));
        }

        return fields;
    }

    /// <summary>A single text, treated as a title.</summary>
    internal static FieldText OfTitle(string text) => new(ProfileField.Title, CleanText.Of(text));

    /// <summary>The cell of a column.</summary>
    internal static FieldText OfCell(string text) => new(ProfileField.Column, CleanText.Of(text));

    /// <summary>Whether no comma, semicolon or bar is between two positions, at any distance.</summary>
    internal bool IsOneClause(int start, int end) => !HasBetween(clauses, start, end);

    /// <summary>
    /// Whether two positions are in the same sentence, which ends at its mark, a bullet, a paragraph, or where markup ends a line or cell.
    /// </summary>
    internal bool IsOneSentence(int start, int end) => !HasBetween(sentences, start + 1, end + 1);

    /// <summary>The sentence around a position.</summary>
    internal (int Start, int End) SentenceAt(int position)
    {
        int next = At(sentences, position + 1);
        return (next == 0 ? 0 : sentences[next - 1], next == sentences.Count ? Text.Length : sentences[next]);
    }

    private static bool HasBetween(IReadOnlyList<int> places, int start, int end)
    {
        int next = At(places, start);
        return next < places.Count && places[next] < end;
    }

    // Index of the first element at or after a position.
    private static int At(IReadOnlyList<int> places, int position)
    {
        int low = 0;
        for (int high = places.Count; low < high;)
        {
            int middle = (low + high) / 2;
            (low, high) = places[middle] < position ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>
    /// The comparison key of adjacent words; null if longer than <paramref name="most"/>, so that very long words are not copied.
    /// </summary>
    internal string? KeyOf(int first, int count, int most)
    {
        int length = count - 1;
        for (int i = first; i < first + count; i++)
        {
            length += words[i].Key.Length;
        }

        return length > most ? null
            : count == 1 ? words[first].Key
            : Word.KeyOf(words.AsSpan(first, count));
    }

    /// <summary>Index of the first word that starts at or after a position.</summary>
    public int WordAt(int position)
    {
        int low = 0;
        int high = Words.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (Words[middle].Start < position)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
