using System.Diagnostics.CodeAnalysis;

namespace EpmRl.Retrieval.Matching;

/// <summary>A way to write answers: how they are asked for, constrained, written and parsed.</summary>
internal abstract class AnswerForm
{
    /// <summary>Most characters of a quote.</summary>
    public const int LongestQuote = 80;

    /// <summary>Lines, for models that continue a text.</summary>
    public static AnswerForm Lines { get; } = new LinesForm();

    /// <summary>A JSON object, for servers that take a schema.</summary>
    public static AnswerForm Json { get; } = new JsonForm();

    /// <summary>Name of the form, as caches know it.</summary>
    public abstract string Name { get; }

    /// <summary>Texts that end an answer.</summary>
    public abstract IReadOnlyList<string> Stops { get; }

    /// <summary>The words of the verdicts as they are sampled, in the order of <see cref="AnswerWords.Verdicts"/>.</summary>
    public abstract IReadOnlyList<string> VerdictTexts { get; }

    /// <summary>The grammar of answers about two listings.</summary>
    /// <param name="aspects">Names of the prompt's aspects.</param>
    /// <param name="a">The first listing.</param>
    /// <param name="b">The second listing.</param>
    public abstract OutputGrammar Grammar(IReadOnlyList<string> aspects, ShownListing a, ShownListing b);

    /// <summary>Writes an answer.</summary>
    public abstract string Write(IReadOnlyList<AspectClaim> claims, MatchVerdict verdict);

    /// <summary>Parses an answer strictly.</summary>
    /// <param name="text">The answer.</param>
    /// <param name="aspects">Names of the prompt's aspects.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="problem">What is wrong with it.</param>
    /// <returns>Whether it follows the form.</returns>
    public abstract bool TryParse(
        string text, IReadOnlyList<string> aspects, [NotNullWhen(true)] out Answer? answer, [NotNullWhen(false)] out string? problem);

    /// <summary>Whether a claim may be part of an answer; says why not.</summary>
    protected static bool IsSound(
        AspectClaim claim, IReadOnlyList<string> aspects, List<AspectClaim> before, [NotNullWhen(false)] out string? problem)
    {
        problem = !aspects.Contains(claim.Aspect) ? $"unknown aspect '{Short(claim.Aspect)}'"
            : before.Exists(other => other.Aspect == claim.Aspect) ? $"aspect '{claim.Aspect}' is repeated"
            : IsBad(claim.QuoteA) || IsBad(claim.QuoteB) ? $"a quote of '{claim.Aspect}' is empty or too long"
            : claim.Misfit();
        return problem is null;

        static bool IsBad(string? quote) => quote is not null && (quote.Length > LongestQuote || !quote.Any(char.IsLetterOrDigit));
    }

    /// <summary>A text of an answer for a message.</summary>
    protected static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
