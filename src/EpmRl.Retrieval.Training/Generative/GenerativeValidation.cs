using EpmRl.Retrieval.Matching;
using EpmRl.Retrieval.Training.Networks;

namespace EpmRl.Retrieval.Training.Generative;

/// <summary>Asks a decoder about labelled pairs, in both orders and without guidance, the likeliest token each time.</summary>
/// <param name="decoder">The decoder.</param>
/// <param name="tokens">Prompts and answers as tokens.</param>
/// <param name="prompt">The prompt.</param>
/// <param name="options">How the decoder was trained.</param>
internal sealed class GenerativeValidation(
    Decoder decoder, AnswerTokens tokens, MatchPrompt prompt, GenerativeTrainingOptions options)
{
    private const int PromptsAtOnce = 48;

    /// <summary>A pair with the answers in both orders.</summary>
    /// <param name="Pair">The pair.</param>
    /// <param name="Forth">The answer about it as given.</param>
    /// <param name="Back">The answer about it swapped.</param>
    internal sealed record Answered(GenerativePair Pair, MeasuredAnswer Forth, MeasuredAnswer Back);

    /// <summary>Asks about pairs in both orders.</summary>
    /// <param name="pairs">The pairs.</param>
    /// <param name="onAsked">Receives how many answers were given, and the tokens read and written for them.</param>
    /// <param name="cancellationToken">Checked between parts.</param>
    /// <returns>The answers, in the pairs' order.</returns>
    public IReadOnlyList<Answered> AskBoth(
        IReadOnlyList<GenerativePair> pairs, Action<int, long> onAsked, CancellationToken cancellationToken)
    {
        IReadOnlyList<MeasuredAnswer> answers =
            Ask([.. pairs.SelectMany(pair => (GenerativePair[])[pair, pair.Swapped()])], onAsked, cancellationToken);
        return [.. pairs.Select((pair, i) => new Answered(pair, answers[2 * i], answers[(2 * i) + 1]))];
    }

    /// <summary>Asks about pairs in the order given.</summary>
    /// <inheritdoc cref="AskBoth"/>
    public IReadOnlyList<MeasuredAnswer> Ask(
        IReadOnlyList<GenerativePair> pairs, Action<int, long> onAsked, CancellationToken cancellationToken)
    {
        // Pairs of like length together: padding costs as much as text.
        int[] order = [.. Enumerable.Range(0, pairs.Count).OrderBy(i => pairs[i].A.Block.Length + pairs[i].B.Block.Length)];
        var answers = new MeasuredAnswer[pairs.Count];
        var sampling = new DecoderSampling(1, 0, options.MaxTokens, [.. tokens.Ends.Select(end => (int[])[end])], options.Seed)
        {
            Cue = options.LearnsFirstWord ? tokens.VerdictCue : null,
        };
        foreach (int[] places in order.Chunk(PromptsAtOnce))
        {
            int[][] prompts =
                [.. places.Select(place => tokens.PromptOf(prompt.For(pairs[place].A, pairs[place].B, tokens.Form)))];
            IReadOnlyList<IReadOnlyList<SampledCompletion>> samples = decoder.Sample(prompts, sampling, cancellationToken);
            for (int i = 0; i < places.Length; i++)
            {
                answers[places[i]] = Measure(pairs[places[i]], samples[i]);
            }

            onAsked(places.Length, prompts.Sum(one => (long)one.Length) + places.Sum(place => (long)answers[place].Tokens));
        }

        return answers;
    }

    /// <summary>The figures of answered pairs.</summary>
    /// <param name="part">Which pairs they are.</param>
    /// <param name="answered">The pairs.</param>
    public static GenerativeFigures FiguresOf(string part, IReadOnlyList<Answered> answered)
    {
        var figures = MatchFigures.Of(
            [.. answered.Select(one => (one.Forth.Probability, one.Forth.Decision == MatchVerdict.Same, one.Pair.IsSame))]);
        var both = MatchFigures.Of([.. answered.Select(one => (Mean(one), Mean(one) >= 0.5, one.Pair.IsSame))]);
        var reasons = MatchFigures.Of(
            [.. answered.Select(one => (one.Forth.Same, one.Forth.Verdict == MatchVerdict.Same, one.Pair.IsSame))]);
        MatchInterval interval = MatchInterval.OfF1(answered.Select(Measured));
        MeasuredAnswer[] answers = [.. answered.SelectMany(one => (MeasuredAnswer[])[one.Forth, one.Back])];
        MeasuredAnswer[] parsed = [.. answers.Where(answer => answer.IsParsed)];
        return new GenerativeFigures(
            part, answered.Count, figures.Ratio, figures.Precision, figures.Recall, figures.F1, interval.Low, interval.High,
            figures.AveragePrecision, both.F1,
            GenerativeFigures.CalibrationErrorOf([.. answered.Select(one => (one.Forth.Probability, one.Pair.IsSame))]),
            Share(answers, answer => answer.IsParsed),
            (double)parsed.Sum(answer => answer.Verified) / Math.Max(1, parsed.Sum(answer => answer.Quotes)),
            Share(parsed, answer => answer.Follows),
            Share(answered, one => (one.Forth.Decision == MatchVerdict.Same) != (one.Back.Decision == MatchVerdict.Same)),
            answered.Average(one => Math.Abs(one.Forth.Probability - one.Back.Probability)), answers.Average(answer => answer.Tokens),
            reasons.F1);

        static double Mean(Answered one) => (one.Forth.Probability + one.Back.Probability) / 2;
        static double Share<T>(IReadOnlyCollection<T> all, Func<T, bool> which) => (double)all.Count(which) / Math.Max(1, all.Count);
        static MeasuredPair Measured(Answered one) => new(
            new ListingPair(new() { Id = one.Pair.A.Id, Title = "" }, new() { Id = one.Pair.B.Id, Title = "" }),
            new PairDecision
            {
                A = one.Pair.A.Id, B = one.Pair.B.Id, Verdict = one.Forth.Decision, Probability = one.Forth.Probability, Model = "",
            },
            one.Pair.IsSame, one.Pair.Product, one.Pair.IsSeen);
    }

    private MeasuredAnswer Measure(GenerativePair pair, IReadOnlyList<SampledCompletion> samples)
    {
        SampledCompletion sample = samples[0];
        string text = tokens.TextOf(sample.Tokens);
        double? same = VerdictAt(sample, tokens.VerdictPlace(sample.Tokens))?.Same;
        return options.HasReasons
            ? MeasuredAnswer.Of(pair, text, sample.Tokens.Length, same, tokens.Form, prompt) with
            {
                // A first word that was not learned says nothing.
                Direct = options.LearnsFirstWord ? VerdictAt(samples[1], tokens.VerdictCue.Length)!.Value.Same : null,
            }
            : MeasuredAnswer.OfVerdict(text, sample.Tokens.Length, same);
    }

    /// <summary>The probabilities of the verdicts at a place of an answer, renormalised over the three; null for no place.</summary>
    internal static VerdictProbabilities? VerdictAt(SampledCompletion sample, int place) =>
        place < 0 ? null : VerdictProbabilities.OfLogProbabilities(sample.VerdictLogProbabilities[place]);
}
