namespace EpmRl.Retrieval.Matching;

/// <summary>
/// What is known of a pair before a model answers: its listings in the order of the prompt, the attribute engine's aligned aspects, the
/// contrast of the titles, and the label. Judges see all but the label.
/// </summary>
internal sealed class PairEvidence
{
    private const double Certain = 0.8, Likely = 0.5; // confidences

    /// <summary>The prompt in which the listings are shown.</summary>
    public required MatchPrompt Prompt { get; init; }

    /// <summary>The listing shown first.</summary>
    public required ShownListing A { get; init; }

    /// <summary>The listing shown second.</summary>
    public required ShownListing B { get; init; }

    /// <summary>Whether <see cref="A"/> is the second listing of the pair that was given.</summary>
    public bool IsSwapped { get; init; }

    /// <summary>What the engine knows, in the order of the prompt's aspects; aspects that neither listing states are left out.</summary>
    public required IReadOnlyList<AspectEvidence> Aspects { get; init; }

    /// <summary>What the titles share, and where they differ.</summary>
    public required TitleContrast Titles { get; init; }

    /// <summary>
    /// The right verdict: same by its label; where the label is "not same", variant if the evidence conflicts in variants alone, else
    /// different. Null without a label.
    /// </summary>
    public MatchVerdict? Truth { get; init; }

    /// <summary>The evidence of an aspect; null where neither listing states it.</summary>
    public AspectEvidence? Of(string aspect)
    {
        foreach (AspectEvidence evidence in Aspects)
        {
            if (evidence.Aspect == aspect)
            {
                return evidence;
            }
        }

        return null;
    }

    /// <summary>The question, for answers in lines.</summary>
    public GenerationPrompt Question() => Prompt.For(A, B, AnswerForm.Lines);

    /// <summary>
    /// The class of a pair that is labelled "not same": variant where the engine is certain of a conflict of variants and likely of none in
    /// core and model, and the titles name one thing: a common model number, brand or run of words, and not a code of its own each.
    /// </summary>
    public MatchVerdict ClassOfOther()
    {
        bool hasOther = Aspects.Any(aspect => aspect.Role != AspectRole.Variant && Is(aspect, AspectRelation.Conflict, Likely));
        bool hasVariant = Aspects.Any(aspect => aspect.Role == AspectRole.Variant && Is(aspect, AspectRelation.Conflict, Certain));
        bool isNamedAlike = Aspects.Any(aspect => aspect.Role != AspectRole.Variant && Is(aspect, AspectRelation.Same, Likely))
            || Titles.SharedA?.Contains(' ', StringComparison.Ordinal) == true;
        bool haveCodes = Titles.OpenA.Any(words => words.IsCode) && Titles.OpenB.Any(words => words.IsCode);
        return hasVariant && !hasOther && isNamedAlike && !haveCodes ? MatchVerdict.Variant : MatchVerdict.Different;

        static bool Is(AspectEvidence aspect, AspectRelation relation, double confidence) =>
            aspect.Relation == relation && aspect.Confidence >= confidence;
    }

    /// <summary>The pair with another label.</summary>
    /// <param name="truth">The right verdict; null for none.</param>
    public PairEvidence With(MatchVerdict? truth) => new()
    {
        Prompt = Prompt, A = A, B = B, IsSwapped = IsSwapped, Aspects = Aspects, Titles = Titles, Truth = truth,
    };

    /// <summary>The pair in the other order.</summary>
    public PairEvidence Swapped() => new()
    {
        Prompt = Prompt,
        A = B,
        B = A,
        IsSwapped = !IsSwapped,
        Aspects = [.. Aspects.Select(aspect => aspect.Swapped())],
        Titles = Titles.Swapped(),
        Truth = Truth,
    };
}
