namespace EpmRl.Retrieval.Matching;

/// <summary>The probabilities of the three verdicts at the place of the verdict's token; they sum to 1.</summary>
/// <param name="Same">Of "same".</param>
/// <param name="Variant">Of "variant".</param>
/// <param name="Different">Of "different".</param>
internal readonly record struct VerdictProbabilities(double Same, double Variant, double Different)
{
    private const double Least = 1e-6; // no model is surer than that

    /// <summary>The probability of a verdict; 0 for "unsure".</summary>
    public double Of(MatchVerdict verdict) => verdict switch
    {
        MatchVerdict.Same => Same,
        MatchVerdict.Variant => Variant,
        MatchVerdict.Different => Different,
        _ => 0,
    };

    /// <summary>From log-probabilities among all words, renormalised over the three.</summary>
    /// <param name="logProbabilities">[3], in the order of <see cref="AnswerWords.Verdicts"/>, in nats.</param>
    public static VerdictProbabilities OfLogProbabilities(ReadOnlySpan<float> logProbabilities)
    {
        double top = Math.Max(logProbabilities[0], Math.Max(logProbabilities[1], logProbabilities[2]));
        double same = Math.Exp(logProbabilities[0] - top), variant = Math.Exp(logProbabilities[1] - top);
        double different = Math.Exp(logProbabilities[2] - top), sum = same + variant + different;
        return new VerdictProbabilities(same / sum, variant / sum, different / sum);
    }

    /// <summary>Reads them from the tokens of an answer.</summary>
    /// <param name="tokens">The answer's tokens.</param>
    /// <param name="verdictStart">Where the word of the verdict begins.</param>
    /// <returns>Null where the tokens tell nothing.</returns>
    /// <remarks>
    /// Tokens count for the verdict of which they are a beginning: vocabularies cut words differently. A verdict outside the tokens told
    /// has at most the probability of the least likely token told, and at most an equal part of what is left.
    /// </remarks>
    public static VerdictProbabilities? Read(IReadOnlyList<CompletionToken> tokens, int verdictStart)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        CompletionToken? token = tokens.LastOrDefault(
            token => token.Start <= verdictStart && token.Start + token.Text.Length > verdictStart);
        if (token is null || double.IsNaN(token.LogProbability))
        {
            return null;
        }

        // A token such as '":"same' begins before the verdict: what stands before it must be the same in every alternative.
        string before = token.Text[..(verdictStart - token.Start)];
        IReadOnlyList<TokenAlternative> told =
            token.Alternatives.Count > 0 ? token.Alternatives : [new TokenAlternative(token.Text, token.LogProbability)];
        Span<double> masses = stackalloc double[AnswerWords.Verdicts.Count];
        double sum = 0, least = 1;
        foreach ((string text, double logProbability) in told.DistinctBy(alternative => alternative.Text))
        {
            double probability = Math.Exp(Math.Min(logProbability, 0));
            sum += probability;
            least = Math.Min(least, probability);
            if (VerdictAt(text, before) is { } verdict)
            {
                masses[verdict] += probability;
            }
        }

        int missing = masses.Count(0d);
        if (missing == masses.Length)
        {
            return null;
        }

        double rest = missing == 0 ? 0 : Math.Min(least, Math.Max(0, 1 - sum) / missing);
        double total = 0;
        for (int i = 0; i < masses.Length; i++)
        {
            masses[i] = Math.Max(masses[i] == 0 ? rest : masses[i], Least);
            total += masses[i];
        }

        return new VerdictProbabilities(masses[0] / total, masses[1] / total, masses[2] / total);
    }

    // Blanks before the word belong to its token in some vocabularies.
    private static int? VerdictAt(string text, string before)
    {
        string word = text.StartsWith(before, StringComparison.Ordinal) && before.Trim(' ').Length > 0 ? text[before.Length..] : text;
        word = word.TrimStart(' ', '\u2581', '\u0120').TrimEnd('}', '"', '\n', ' ');
        for (int i = 0; word.Length > 0 && i < AnswerWords.Verdicts.Count; i++)
        {
            if (AnswerWords.Verdicts[i].Word.StartsWith(word, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return null;
    }
}
