using System.Buffers.Binary;
using System.IO.Hashing;

namespace EpmRl.Retrieval.Matching;

/// <summary>
/// Decides pairs by a language model that quotes its reasons. An answer counts only if it follows its form and every quote occurs in
/// its listing; else it is sampled once more, and then the verdict is unsure. A model that knows the verdict as a first word decides by
/// that, in both orders; its answer is sampled once more too where it speaks for another verdict. Listings are shown in the order of
/// their content, so swapping them changes nothing.
/// </summary>
internal sealed class GenerativeMatcher : IPairMatcher, IDisposable
{
    private const int SmallestPromptHalvings = 4;

    private readonly IGenerator generator;
    private readonly GenerativeOptions options;
    private readonly TimeProvider time;
    private readonly string promptKey;
    private readonly Lock counting = new();
    private GenerativeUsage usage;

    /// <summary>Takes a generator and, in the options, a cache, both of which the matcher then owns.</summary>
    public GenerativeMatcher(IGenerator generator, GenerativeOptions? options = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(generator);
        this.generator = generator;
        this.options = options ?? new GenerativeOptions();
        this.time = time ?? TimeProvider.System;
        promptKey = $"{this.options.Prompt.Version}/{generator.Form.Name}{(this.options.IsGuided ? "" : "/free")}";
    }

    /// <inheritdoc/>
    public string Model => generator.Model;

    /// <summary>What was done so far.</summary>
    public GenerativeUsage Usage
    {
        get
        {
            lock (counting)
            {
                return usage;
            }
        }
    }

    /// <inheritdoc/>
    /// <exception cref="GeneratorException">The model or its server failed; with a cache, what was decided before is not lost.</exception>
    public async Task<IReadOnlyList<PairDecision>> DecideAsync(
        IReadOnlyList<ListingPair> pairs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        var decisions = new PairDecision[pairs.Count];
        var work = new ParallelOptions
        {
            MaxDegreeOfParallelism = Math.Max(1, generator.Concurrency), CancellationToken = cancellationToken,
        };
        await Parallel.ForAsync(0, pairs.Count, work, async (i, token) =>
            decisions[i] = await DecideAsync(pairs[i], token).ConfigureAwait(false)).ConfigureAwait(false);
        return decisions;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        generator.Dispose();
        options.Cache?.Dispose();
    }

    private async Task<PairDecision> DecideAsync(ListingPair pair, CancellationToken cancellationToken)
    {
        ShownListing a = ShownListing.Of(pair.A, options.Prompt.Limits);
        ShownListing b = ShownListing.Of(pair.B, options.Prompt.Limits);
        bool swapped = ShownListing.AreSwapped(a, b);
        (ShownListing first, ShownListing second) = swapped ? (b, a) : (a, b);
        (string, string, string, string) key = (first.Hash, second.Hash, Model, promptKey);
        CachedAnswer? answer = options.Cache?.Find(key);
        bool known = answer is not null;
        if (answer is null)
        {
            (ListingPair ordered, ShownListing, ShownListing) question =
                (swapped ? new ListingPair(pair.B, pair.A) : pair, first, second);
            answer = await AskAsync(question, cancellationToken).ConfigureAwait(false);
            if (options.Cache is { } cache)
            {
                await cache.AddAsync(answer, cancellationToken).ConfigureAwait(false);
            }
        }

        // A known answer is judged again: its places depend on the original texts, and it is only a file.
        AnswerOutcome outcome = AnswerOutcome.Of(answer.Text, generator.Form, options.Prompt.Aspects, first, second);
        PairDecision decision = Decision(pair, swapped, answer, outcome);
        Count(new GenerativeUsage { Pairs = 1, Cached = known ? 1 : 0, Unsure = decision.Verdict == MatchVerdict.Unsure ? 1 : 0 });
        return decision;
    }

    private async Task<CachedAnswer> AskAsync(
        (ListingPair Pair, ShownListing A, ShownListing B) question, CancellationToken cancellationToken)
    {
        (ShownListing a, ShownListing b, GenerationPrompt prompt) = Fitted(question);
        OutputGrammar? grammar = options.IsGuided ? generator.Form.Grammar(options.Prompt.Aspects, a, b) : null;
        double? direct = await DirectAsync(a, b, cancellationToken).ConfigureAwait(false);
        CachedAnswer? answer = null;
        for (int call = 1; call <= 2; call++)
        {
            long begun = time.GetTimestamp();
            IReadOnlyList<Completion> completions = await generator.SampleAsync(
                prompt,
                new SamplingOptions
                {
                    Temperature = call == 1 ? 0 : options.RetryTemperature,
                    Seed = call == 1 ? options.Seed : SeedOf(question.A.Hash + question.B.Hash),
                    MaxTokens = options.MaxTokens,
                    Grammar = grammar,
                    Stops = generator.Form.Stops,
                    Watched = generator.Form.VerdictTexts,
                },
                cancellationToken).ConfigureAwait(false);
            Completion completion = completions[0];
            AnswerOutcome outcome = AnswerOutcome.Of(completion.Text, generator.Form, options.Prompt.Aspects, a, b);
            int prompted = (answer?.PromptTokens ?? 0) + completion.PromptTokens;
            int completed = (answer?.CompletionTokens ?? 0) + completion.CompletionTokens;
            double? same = outcome.Answer is null || outcome.Problem is not null
                ? null
                : VerdictProbabilities.Read(completion.Tokens, outcome.Answer.VerdictStart)?.Same;
            // Usable reasons that speak for another verdict are better than none.
            answer = answer is { Problem: null } && !Agrees(outcome)
                ? answer with { Calls = call, PromptTokens = prompted, CompletionTokens = completed }
                : new CachedAnswer(
                    question.A.Hash, question.B.Hash, Model, promptKey, completion.Text, direct ?? same, outcome.Problem, call, prompted,
                    completed);
            Count(new GenerativeUsage
            {
                Calls = 1,
                Resampled = call - 1,
                Malformed = outcome.Answer is null ? 1 : 0,
                Unsupported = outcome.Answer is not null && outcome.Problem is not null ? 1 : 0,
                PromptTokens = completion.PromptTokens,
                CompletionTokens = completion.CompletionTokens,
                Seconds = time.GetElapsedTime(begun).TotalSeconds,
            });
            if (Agrees(outcome))
            {
                break;
            }
        }

        return answer!;

        bool Agrees(AnswerOutcome outcome) =>
            outcome.Problem is null && (direct is not { } told || DirectVerdict.Agrees(told, outcome.Answer!.Verdict));
    }

    // The probability of "same" as a first word, the mean of both orders: reading is cheap beside writing. Null for models that have not
    // learned it.
    private async Task<double?> DirectAsync(ShownListing a, ShownListing b, CancellationToken cancellationToken)
    {
        if (!options.Prompt.HasDirectVerdict)
        {
            return null;
        }

        long begun = time.GetTimestamp();
        double sum = 0;
        foreach ((ShownListing first, ShownListing second) in ((ShownListing, ShownListing)[])[(a, b), (b, a)])
        {
            IReadOnlyList<double>? scores = await generator.ScoreAsync(
                options.Prompt.For(first, second, generator.Form), DirectVerdict.Cue, generator.Form.VerdictTexts, cancellationToken)
                .ConfigureAwait(false);
            if (scores is null)
            {
                return null;
            }

            sum += VerdictProbabilities.OfLogProbabilities([.. scores.Select(score => (float)score)]).Same;
        }

        Count(new GenerativeUsage { Seconds = time.GetElapsedTime(begun).TotalSeconds });
        return sum / 2;
    }

    // Long listings of scripts with many tokens a character may not fit; then less of both is shown.
    private (ShownListing A, ShownListing B, GenerationPrompt Prompt) Fitted((ListingPair Pair, ShownListing A, ShownListing B) question)
    {
        (ListingPair pair, ShownListing a, ShownListing b) = question;
        GenerationPrompt prompt = options.Prompt.For(a, b, generator.Form);
        ListingLimits limits = options.Prompt.Limits;
        for (int i = 0; i < SmallestPromptHalvings && !generator.Fits(prompt, options.MaxTokens); i++)
        {
            limits = limits.Halved();
            (a, b) = (ShownListing.Of(pair.A, limits), ShownListing.Of(pair.B, limits));
            prompt = options.Prompt.For(a, b, generator.Form);
        }

        return (a, b, prompt);
    }

    private PairDecision Decision(ListingPair pair, bool swapped, CachedAnswer answer, AnswerOutcome outcome)
    {
        bool isUsable = IsUsable(answer, outcome);
        MatchVerdict reasoned = isUsable ? outcome.Answer!.Verdict : MatchVerdict.Unsure;
        bool isDirect = options.Prompt.HasDirectVerdict;
        double? told = isUsable || isDirect ? answer.Same : null;
        MatchVerdict verdict = isDirect && told is { } same ? DirectVerdict.Of(same, reasoned) : reasoned;
        IEnumerable<MatchReason> reasons = isUsable ? outcome.Claims.Select(claim => claim.ToReason()) : [];
        return new PairDecision
        {
            A = pair.A.Id,
            B = pair.B.Id,
            Verdict = verdict,
            Probability = told ?? options.Precisions?.Of(verdict) ?? Assumed(verdict),
            IsEstimated = told is null,
            Reasons =
            [
                .. reasons.Select(reason => swapped ? reason.Swapped() : reason)
                    .OrderByDescending(reason => reason.Relation == AspectRelation.Conflict),
            ],
            Explanation = Explained(verdict, reasoned, told, answer.Problem ?? outcome.Problem),
            Model = Model,
            PromptVersion = options.Prompt.Version,
        };
    }

    private string Explained(MatchVerdict verdict, MatchVerdict reasoned, double? told, string? problem) =>
        problem is not null && verdict == MatchVerdict.Unsure ? $"The generator gave no usable answer in two: {problem}."
        : problem is not null
            ? $"The generator's verdict is {AnswerWords.Of(verdict)}; it gave no usable reasons in two answers: {problem}."
        : verdict != reasoned
            ? $"The generator's verdict is {AnswerWords.Of(verdict)}, but its reasons speak for {AnswerWords.Of(reasoned)}."
        : told is not null ? $"The generator's verdict is {AnswerWords.Of(verdict)}, with verified quotes."
        : $"The generator's verdict is {AnswerWords.Of(verdict)}, with verified quotes; it gave no probability, so "
            + (options.Precisions is null ? "a round one is assumed." : "the measured share of such verdicts is stated.");

    // Round figures that say no more than the verdict does; a measurement replaces them.
    private static double Assumed(MatchVerdict verdict) => verdict switch
    {
        MatchVerdict.Same => 0.9,
        MatchVerdict.Unsure => 0.5,
        _ => 0.1,
    };

    private static bool IsUsable(CachedAnswer answer, AnswerOutcome outcome) => answer.Problem is null && outcome.Problem is null;

    private int SeedOf(string hashes)
    {
        Span<byte> seed = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(seed, XxHash3.HashToUInt64(System.Text.Encoding.UTF8.GetBytes(hashes), options.Seed));
        return BinaryPrimitives.ReadInt32LittleEndian(seed) & int.MaxValue;
    }

    private void Count(GenerativeUsage more)
    {
        lock (counting)
        {
            usage = new GenerativeUsage(
                usage.Pairs + more.Pairs, usage.Cached + more.Cached, usage.Calls + more.Calls, usage.Resampled + more.Resampled,
                usage.Malformed + more.Malformed, usage.Unsupported + more.Unsupported, usage.Unsure + more.Unsure,
                usage.PromptTokens + more.PromptTokens, usage.CompletionTokens + more.CompletionTokens, usage.Seconds + more.Seconds);
        }
    }
}
