using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Mentions;

/// <summary>
/// Finds clauses of a description about another model than the title's: its name with a variant's word ("only the A20 Plus has it"), or a
/// number of the same form.
/// </summary>
internal static class OtherModels
{
    private const int FewestDigits = 2; // of numbers that are compared: A4 and A3 are formats of paper

    /// <summary>Marks the words of such clauses.</summary>
    /// <param name="field">The description.</param>
    /// <param name="title">The words of the title.</param>
    public static void Mark(FieldCues field, FieldText title)
    {
        HashSet<string> named = [.. title.Words.Select(word => word.Key)];
        HashSet<string> forms = [.. title.Words.Select(word => FormOf(title.Text, word)).OfType<string>()];
        IReadOnlyList<Word> words = field.Words;
        for (int start = 0, end; start < words.Count; start = end)
        {
            end = start + 1;
            while (end < words.Count && field.GapBefore(end) is not (Gap.Stop or Gap.Comma or Gap.Dash))
            {
                end++;
            }

            bool isOther = false;
            bool isOwn = false;
            for (int word = start; word < end; word++)
            {
                bool isNamed = named.Contains(words[word].Key);
                bool isVariant = isNamed && word + 1 < end && field.IsJoint(word + 1) && field.KindsAt(word + 1).HasFlag(CueKind.Variant)
                    && char.IsUpper(field.Field.Text[words[word].Start]) && char.IsUpper(field.Field.Text[words[word + 1].Start])
                    && !named.Contains(words[word + 1].Key);
                bool isNumber = FormOf(field.Field.Text, words[word]) is { } form && forms.Contains(form);
                isOther |= isVariant || (isNumber && !isNamed);
                isOwn |= isNumber && isNamed && !isVariant;
            }

            for (int word = start; isOther && !isOwn && word < end; word++)
            {
                field.Add(word, Governed.Another);
            }
        }
    }

    // "A20" → "a": its letters, if it is a model's number. Quantities begin with a digit.
    private static string? FormOf(string text, Word word)
    {
        ReadOnlySpan<char> written = text.AsSpan(word.Start, word.End - word.Start);
        int digit = written.IndexOfAnyInRange('0', '9');
        return digit > 0 && char.IsUpper(written[0]) && written[digit..].Length >= FewestDigits
            && !written[digit..].ContainsAnyExceptInRange('0', '9')
            ? TextKey.Of(written[..digit].ToString())
            : null;
    }
}
