using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Matching;

/// <summary>A part of a field that an aspect was read from, or the text between two.</summary>
/// <param name="Text">The part, as written.</param>
/// <param name="Reason">The aspect's reason; null for text between.</param>
internal readonly record struct SpanMark(string Text, MatchReason? Reason)
{
    /// <summary>Splits a field at the spans of the reasons. Where spans overlap, the earlier reason keeps its own.</summary>
    /// <param name="text">The field's original text.</param>
    /// <param name="field">The field.</param>
    /// <param name="reasons">The reasons.</param>
    /// <param name="ofA">Whether it is the first listing's.</param>
    /// <param name="column">The column, for <see cref="ProfileField.Column"/>.</param>
    public static IReadOnlyList<SpanMark> Split(
        string text, ProfileField field, IReadOnlyList<MatchReason> reasons, bool ofA, string? column = null)
    {
        var parts = new List<SpanMark>();
        int done = 0;
        foreach ((AspectSpan span, MatchReason reason) in reasons
            .Select(reason => (Span: ofA ? reason.SpanA : reason.SpanB, reason))
            .Where(one => one.Span is { } span && span.Field == field && span.Column == column && span.End <= text.Length)
            .Select(one => (one.Span!, one.reason)).OrderBy(one => one.Item1.Start).ThenByDescending(one => one.Item1.End))
        {
            if (span.Start < done)
            {
                continue;
            }

            if (span.Start > done)
            {
                parts.Add(new SpanMark(text[done..span.Start], null));
            }

            parts.Add(new SpanMark(text[span.Start..span.End], reason));
            done = span.End;
        }

        if (done < text.Length)
        {
            parts.Add(new SpanMark(text[done..], null));
        }

        return parts;
    }
}
