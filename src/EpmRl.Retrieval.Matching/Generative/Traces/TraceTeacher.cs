namespace EpmRl.Retrieval.Matching;

/// <summary>
/// Asks a language model to explain pairs, and keeps what verifies. The teacher is not told the label, so an answer that agrees with it was
/// reasoned, not excused. Safe for concurrent callers.
/// </summary>
/// <param name="generator">The teacher. Not owned.</param>
/// <param name="prompt">The prompt it is asked with, mostly a longer one than the trained model's.</param>
/// <param name="answers">Answers known already, by listings, model and prompt; null keeps none. Not owned.</param>
internal sealed class TraceTeacher(IGenerator generator, MatchPrompt prompt, VerdictCache? answers)
{
    private const int MostTokens = 400;

    private readonly string promptKey = $"trace/{prompt.Version}/{generator.Form.Name}";

    /// <summary>Pairs that can be asked at once.</summary>
    public int Concurrency => Math.Max(1, generator.Concurrency);

    /// <summary>Asks about a pair, unless its answer is known.</summary>
    /// <param name="catalog">The listings.</param>
    /// <param name="a">Position of the listing shown first.</param>
    /// <param name="b">Position of the listing shown second.</param>
    /// <param name="pair">Their evidence, labelled.</param>
    /// <param name="cancellationToken">Cancels the work; answers so far are kept.</param>
    /// <returns>The trace in the form of the pair's own prompt, or why there is none.</returns>
    /// <exception cref="GeneratorException">The model or its server failed.</exception>
    public async Task<(DerivedTrace? Trace, TraceRefusal Refusal)> ExplainAsync(
        EvidenceCatalog catalog, int a, int b, PairEvidence pair, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(pair);
        ShownListing first = ShownListing.Of(catalog.Profile(a), prompt.Limits);
        ShownListing second = ShownListing.Of(catalog.Profile(b), prompt.Limits);
        (string, string, string, string) key = (first.Hash, second.Hash, generator.Model, promptKey);
        string text = answers?.Find(key)?.Text ?? await AskAsync(first, second, cancellationToken).ConfigureAwait(false);
        AnswerOutcome outcome = AnswerOutcome.Of(text, generator.Form, prompt.Aspects, first, second);
        return outcome.Answer is null ? (null, TraceRefusal.Malformed)
            : outcome.Problem is not null ? (null, TraceRefusal.Invented)
            : Translated(outcome.Answer, pair);
    }

    // Into the aspects and the shorter listings of the trained prompt: what these lack is left out.
    private static (DerivedTrace? Trace, TraceRefusal Refusal) Translated(Answer answer, PairEvidence pair)
    {
        AspectClaim[] known = [.. answer.Claims.Where(claim => pair.Prompt.Roles.ContainsKey(claim.Aspect))];
        AspectClaim[] claims =
        [
            .. AnswerCheck.Of(answer with { Claims = known }, pair.A, pair.B).Where(claim => claim.IsSupported)
                .Select(claim => claim.Claim)
                .OrderByDescending(claim => claim.Relation == AspectRelation.Conflict)
                .Take(DerivedTrace.MostLines),
        ];
        if (claims.Length == 0)
        {
            return (null, TraceRefusal.Silent);
        }

        var trace = new DerivedTrace(DerivedTrace.Ordered(claims, pair.Prompt.Aspects), answer.Verdict);
        TraceRefusal refusal = TraceCheck.Of(trace.Text, pair, out _);
        return (refusal == TraceRefusal.None ? trace : null, refusal);
    }

    private async Task<string> AskAsync(ShownListing a, ShownListing b, CancellationToken cancellationToken)
    {
        IReadOnlyList<Completion> completions = await generator.SampleAsync(
            prompt.For(a, b, generator.Form),
            new SamplingOptions
            {
                Temperature = 0,
                MaxTokens = MostTokens,
                Grammar = generator.Form.Grammar(prompt.Aspects, a, b),
                Stops = generator.Form.Stops,
            },
            cancellationToken).ConfigureAwait(false);
        Completion completion = completions[0];
        if (answers is not null)
        {
            await answers.AddAsync(
                new CachedAnswer(
                    a.Hash, b.Hash, generator.Model, promptKey, completion.Text, null, null, 1, completion.PromptTokens,
                    completion.CompletionTokens),
                cancellationToken).ConfigureAwait(false);
        }

        return completion.Text;
    }
}
