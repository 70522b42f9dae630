using EpmRl.Retrieval.Files;

namespace EpmRl.Retrieval.Training.Composition;

/// <summary>A wording with places: slots in braces, and in square brackets words that are a value's.</summary>
/// <param name="Parts">Texts and slots in their order.</param>
internal sealed record FrameTemplate(IReadOnlyList<(FrameSlot Slot, string Text)> Parts)
{
    /// <summary>Whether the template has the slot.</summary>
    public bool Has(FrameSlot slot) => Parts.Any(part => part.Slot == slot);

    /// <summary>Whether a value has to be chosen for the template.</summary>
    public bool NeedsValue => Has(FrameSlot.Value) || Has(FrameSlot.CapitalValue);

    /// <summary>Whether a second value has to be chosen for the template.</summary>
    public bool NeedsOther => Has(FrameSlot.Other) || Has(FrameSlot.Actual);

    /// <summary>Reads a template.</summary>
    /// <param name="text">The text of the file.</param>
    /// <param name="place">Its place in the file.</param>
    /// <param name="owner">Its owner in messages: <c>frame 'without': 'twin'</c>.</param>
    /// <param name="log">Receives problems.</param>
    /// <returns>Null when the text is not a template; the log says why.</returns>
    public static FrameTemplate? Parse(string text, Place place, string owner, ProblemLog log)
    {
        var parts = new List<(FrameSlot, string)>();
        for (int at = 0; at < text.Length;)
        {
            int mark = text.AsSpan(at).IndexOfAny("{}[]");
            if (mark != 0)
            {
                int end = mark < 0 ? text.Length : at + mark;
                parts.Add((FrameSlot.Text, text[at..end]));
                at = end;
                continue;
            }

            char close = text[at] == '{' ? '}' : ']';
            int closed = text[at] is '{' or '[' ? text.IndexOf(close, at) : -1;
            if (closed < 0)
            {
                log.Error(
                    place.Path, place.Line,
                    $"{owner} has '{text[at]}' at character {at + 1} without its counterpart. "
                        + "Expected slots as {value} and words as [gold].");
                return null;
            }

            string inside = text[(at + 1)..closed];
            if (close == ']' ? inside.Trim().Length == 0 : !FrameSlots.ByWord.ContainsKey(inside))
            {
                log.Error(
                    place.Path, place.Line,
                    close == ']'
                        ? $"{owner} has empty brackets at character {at + 1}. Expected a value's words, as [gold]."
                        : $"{owner} has the unknown slot '{inside}'. Expected one of {string.Join(", ", FrameSlots.ByWord.Keys)}."
                            + log.Hint(inside, [.. FrameSlots.ByWord.Keys]));
                return null;
            }

            parts.Add(close == ']' ? (FrameSlot.Words, inside) : (FrameSlots.ByWord[inside], ""));
            at = closed + 1;
        }

        var template = new FrameTemplate(parts);
        if (!template.NeedsValue && !template.Has(FrameSlot.Words))
        {
            log.Error(place.Path, place.Line, $"{owner} has no place for a value: '{text}'. Expected {{value}}, {{Value}} or [words].");
            return null;
        }

        return template;
    }
}
