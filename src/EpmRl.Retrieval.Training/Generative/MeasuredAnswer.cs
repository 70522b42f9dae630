using System.Text.Json.Serialization;
using EpmRl.Retrieval.Matching;

namespace EpmRl.Retrieval.Training.Generative;

/// <summary>A generator's answer about a labelled pair, held against its form and its listings.</summary>
/// <param name="Text">The answer.</param>
/// <param name="Tokens">Its length.</param>
/// <param name="IsParsed">Whether it follows the form.</param>
/// <param name="Quotes">Its quotes.</param>
/// <param name="Verified">Those that occur in their listing.</param>
/// <param name="Follows">Whether the verdict follows from the aspects.</param>
/// <param name="Verdict">The verdict behind its reasons; unsure where it does not follow the form.</param>
/// <param name="Same">The probability of <c>same</c> there, in [0, 1]; one half where there is none.</param>
internal sealed record MeasuredAnswer(
    string Text, int Tokens, bool IsParsed, int Quotes, int Verified, bool Follows, MatchVerdict Verdict, double Same)
{
    /// <summary>The probability of <c>same</c> as the first word of an answer, in [0, 1]; null where it was not asked.</summary>
    public double? Direct { get; init; }

    /// <summary>The probability of <c>same</c> that decides, in [0, 1]: as a first word, else behind reasons.</summary>
    [JsonIgnore]
    public double Probability => Direct ?? Same;

    /// <summary>The verdict that it gives.</summary>
    [JsonIgnore]
    public MatchVerdict Decision => Direct is { } direct ? DirectVerdict.Of(direct, Verdict) : Verdict;

    /// <summary>Measures an answer.</summary>
    /// <param name="pair">The pair it is about.</param>
    /// <param name="text">The answer.</param>
    /// <param name="length">Its tokens.</param>
    /// <param name="same">The probability of <c>same</c>; null where no verdict was found.</param>
    /// <param name="form">The form.</param>
    /// <param name="prompt">The prompt, with its aspects.</param>
    public static MeasuredAnswer Of(GenerativePair pair, string text, int length, double? same, AnswerForm form, MatchPrompt prompt)
    {
        AnswerOutcome outcome = AnswerOutcome.Of(text, form, prompt.Aspects, pair.A, pair.B);
        return outcome.Answer is not { } answer
            ? new MeasuredAnswer(text, length, false, 0, 0, false, MatchVerdict.Unsure, same ?? 0.5)
            : new MeasuredAnswer(
                text, length, true, outcome.Claims.Sum(claim => claim.Quotes), outcome.Claims.Sum(claim => claim.Verified),
                MatchReward.Consistency(answer, prompt.Roles) > 0, answer.Verdict, same ?? 0.5);
    }

    /// <summary>An answer of the word of the verdict alone.</summary>
    /// <param name="text">The answer.</param>
    /// <param name="length">Its tokens.</param>
    /// <param name="same">The probability of <c>same</c>; null where no verdict was found.</param>
    public static MeasuredAnswer OfVerdict(string text, int length, double? same)
    {
        const string cue = "verdict: ";
        MatchVerdict? verdict =
            text.StartsWith(cue, StringComparison.Ordinal) ? AnswerWords.VerdictOf(text[cue.Length..].TrimEnd()) : null;
        return new MeasuredAnswer(text, length, verdict is not null, 0, 0, true, verdict ?? MatchVerdict.Unsure, same ?? 0.5);
    }
}
