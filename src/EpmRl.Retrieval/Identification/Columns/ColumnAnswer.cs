using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Identification;

/// <summary>Combines what a column says of an attribute with what the text says.</summary>
/// <param name="attribute">The attribute.</param>
/// <param name="decider">Its decider.</param>
/// <param name="column">The column or option.</param>
/// <param name="reading">What was read from it.</param>
internal sealed class ColumnAnswer(AttributeDefinition attribute, AttributeDecider decider, RowColumn column, CellReading reading)
{
    private const int MostAlternatives = 3;
    private const int MostEvidence = 3;
    private const int MostShown = 60; // characters of a cell in a reason
    private const double Sure = 0.9; // from this probability the text weighs against a guess
    private const double MostContradicted = 0.9; // upper limit of the probability of a value that the text contradicts

    /// <summary>The column's answer; the text adds evidence where it agrees, and is kept as a conflict where it does not.</summary>
    /// <param name="text">The answer of the text.</param>
    public AttributeAnswer Join(AttributeAnswer text)
    {
        ValueAnswer[] said =
            [.. reading.Values.Select(value => decider.ToAnswer(value.Id, value.Label, reading.Probability, [column.EvidenceOf(value)]))];
        bool isContradicted =
            text.Values.Any(value => value.Evidence.Count > 0) && !said.Any(value => text.Values.Any(other => AreSame(value, other)));
        bool isReview = reading.Doubt is not null
            || (isContradicted && reading.IsGuess && text is { Status: AnswerStatus.Value, Values: [{ Probability: >= Sure }, ..] });
        ValueAnswer[] values = [.. said.Select(value => Weighed(value, text, isContradicted, isReview))];
        int count = Math.Min(values.Length, attribute.MaxValues);
        ValueAnswer[] conflict = isContradicted ? [.. text.Values.Where(value => value.Evidence.Count > 0)] : [];
        return text with
        {
            Status = isReview ? AnswerStatus.NeedsReview : AnswerStatus.Value,
            Values = values[..count],
            Alternatives = [.. values[count..].Concat(text.Values.Concat(text.Alternatives).Where(IsLeft)).Take(MostAlternatives)],
            Conflict = conflict,
            Reason = $"{Source} says '{Shown}'"
                + (isContradicted ? $"; the text says {string.Join(", ", conflict.Select(value => $"'{value.Label}'"))}" : "")
                + (reading.Doubt is { } doubt ? $"; {doubt}" : ""),
        };

        bool IsLeft(ValueAnswer other) => !conflict.Contains(other) && !values.Any(value => AreSame(value, other));
    }

    /// <summary>An answer for review, because the column's text is not a value of the attribute.</summary>
    /// <param name="text">The answer of the text.</param>
    /// <param name="isShared">Whether other rows share the text, which therefore may be about them.</param>
    public AttributeAnswer Doubt(AttributeAnswer text, bool isShared)
    {
        ValueAnswer[] values =
            [.. text.Values.Select(value => value with { Probability = Math.Min(value.Probability, CellReading.Doubtful) })];
        return text with
        {
            Status = AnswerStatus.NeedsReview,
            Values = isShared ? [] : values,
            Alternatives = isShared ? [.. values.Concat(text.Alternatives).Take(MostAlternatives)] : text.Alternatives,
            Reason = $"{Source} says '{Shown}', which is no value of {attribute.Name}",
        };
    }

    private string Source => $"{(column.Option is null ? "column" : "option")} '{Cut(column.Name)}'";

    private string Shown => Cut(string.Concat(column.Cell.Text.Select(c => char.IsControl(c) ? ' ' : c)).Trim());

    private static ValueAnswer Weighed(ValueAnswer value, AttributeAnswer text, bool isContradicted, bool isReview)
    {
        ValueAnswer? same = text.Values.FirstOrDefault(other => AreSame(value, other));
        double probability = isReview ? Math.Min(value.Probability, CellReading.Doubtful)
            : isContradicted ? Math.Min(value.Probability, MostContradicted)
            : Math.Max(value.Probability, same?.Probability ?? 0);
        return value with
        {
            Score = Math.Max(value.Score, same?.Score ?? 0),
            Margin = Math.Max(value.Score, same?.Score ?? 0) - value.Threshold,
            Probability = probability,
            Evidence = same is null ? value.Evidence : [.. value.Evidence.Concat(same.Evidence).Distinct().Take(MostEvidence)],
        };
    }

    private static bool AreSame(ValueAnswer one, ValueAnswer other) =>
        one.Id is not null || other.Id is not null ? one.Id == other.Id
        : one.Quantity is { } left && other.Quantity is { } right ? AreNear(left, right, Math.Max(StepOf(one.Label), StepOf(other.Label)))
        : TextKey.Of(one.Label) == TextKey.Of(other.Label);

    // Overlapping ranges, and numbers that are equal when rounded to the less precise of the two.
    private static bool AreNear(ValueQuantity one, ValueQuantity other, double step) =>
        (one.Number ?? one.Min) <= (other.Number ?? other.Max) + (0.6 * step)
            && (other.Number ?? other.Min) <= (one.Number ?? one.Max) + (0.6 * step);

    // The value of the last digit of a label's number: 0.1 for "2.8 kg". Trailing zeros may come from the attribute's format.
    private static double StepOf(string label)
    {
        int point = label.IndexOf('.', StringComparison.Ordinal);
        int end = point + 1;
        while (point >= 0 && end < label.Length && char.IsAsciiDigit(label[end]))
        {
            end++;
        }

        return point < 0 ? 1 : Math.Pow(10, -label[(point + 1)..end].TrimEnd('0').Length);
    }

    private static string Cut(string text) =>
        text.Length <= MostShown ? text : text[..(char.IsHighSurrogate(text[MostShown - 1]) ? MostShown - 1 : MostShown)] + "…";
}
