using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Mentions;

namespace EpmRl.Retrieval.Matching;

/// <summary>One field of a listing as a prompt shows it, on one line.</summary>
internal sealed class ShownField
{
    private const string Verdict = "verdict";

    private readonly CleanText clean;
    private readonly QuoteText words;

    private ShownField(ProfileField field, string? column, string label, CleanText clean, string text)
    {
        (Field, Column, Label, this.clean, Text) = (field, column, label, clean, text);
        words = QuoteText.Of(text);
    }

    /// <summary>The field.</summary>
    public ProfileField Field { get; }

    /// <summary>The column's name in its file; null for the other fields.</summary>
    public string? Column { get; }

    /// <summary>Name of the field in the prompt.</summary>
    public string Label { get; }

    /// <summary>The text shown.</summary>
    public string Text { get; }

    /// <summary>The field as shown; null if nothing of it is.</summary>
    /// <param name="field">The field.</param>
    /// <param name="column">The column's name; null for the other fields.</param>
    /// <param name="original">The field's original text.</param>
    /// <param name="limit">Most characters shown.</param>
    public static ShownField? Of(ProfileField field, string? column, string original, int limit)
    {
        const int LongestLabel = 40;
        CleanText clean = CleanText.Of(original);
        string text = Cut(Harmless(clean.Text), limit);
        string label = column is null ? field.ToString().ToLowerInvariant()
            : Cut(Harmless(CleanText.Of(column).Text).Replace(':', ' ').Trim(), LongestLabel).TrimEnd();
        bool isShown = !string.IsNullOrWhiteSpace(text) && label.Length > 0
            && !label.StartsWith(Verdict, StringComparison.OrdinalIgnoreCase); // a listing has no verdict to give
        return isShown ? new ShownField(field, column, label, clean, text) : null;
    }

    /// <summary>Where a quote occurs in the field's original text; null if it does not.</summary>
    public AspectSpan? Find(QuoteText quote)
    {
        if (words.Find(quote) is not { } found)
        {
            return null;
        }

        (int start, int end) = clean.ToOriginal(found.Start, found.End);
        return new AspectSpan(Field, start, end, Column);
    }

    // Listings are data. Marks that could close their block, end a cell of an answer or spell a model's control token
    // ("<end_of_turn>", "[INST]") are shown as others of the same length, and every control character as a blank, so that a field stays
    // on its line.
    private static string Harmless(string text) => string.Create(text.Length, text, static (shown, source) =>
    {
        for (int i = 0; i < shown.Length; i++)
        {
            shown[i] = source[i] switch
            {
                '<' or '[' or '{' => '(',
                '>' or ']' or '}' => ')',
                '|' => '/',
                '\u2028' or '\u2029' => ' ',
                char c when char.IsControl(c) => ' ',
                char c => c,
            };
        }
    });

    // At a blank, if there is one near the limit.
    private static string Cut(string text, int limit)
    {
        if (text.Length <= limit)
        {
            return text;
        }

        int blank = limit == 0 ? -1 : text.LastIndexOf(' ', limit - 1);
        int end = blank > limit / 2 ? blank : limit;
        return text[..(end > 0 && char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)];
    }
}
