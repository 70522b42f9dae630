namespace EpmRl.Retrieval.Matching;

/// <summary>
/// An answer that a model should give, made of the engine's evidence and the label, to learn the form and the reasons from.
/// </summary>
/// <remarks>
/// A line an aspect that decides, at most <see cref="MostLines"/>: what both listings state alike, then where they differ. Every quote
/// verifies, and the verdict follows from the lines. Where the engine knows no difference, the titles' own words state one; where it is
/// sure of the opposite of the label, there is no honest trace. Derived explanations raised F1 on WDC by 4.9 (TailorMatch,
/// arXiv 2409.08185).
/// </remarks>
/// <param name="Claims">The claims, in the order of the prompt's aspects.</param>
/// <param name="Verdict">The label's verdict.</param>
internal sealed record DerivedTrace(IReadOnlyList<AspectClaim> Claims, MatchVerdict Verdict)
{
    /// <summary>Most lines of claims.</summary>
    public const int MostLines = 6;

    private const int MostConflicts = 3, MostSame = 4;
    private const double Sure = 0.9; // a conflict that contradicts the label
    private const double Supported = 0.5; // claims with less confidence are left out
    private const string Line = "product line", Type = "product type", Version = "version", Model = "model number",
        Accessory = "accessory";

    /// <summary>The answer's text, in lines.</summary>
    public string Text => AnswerForm.Lines.Write(Claims, Verdict);

    /// <summary>Derives the trace of a labelled pair.</summary>
    /// <param name="pair">The pair.</param>
    /// <param name="refusal">Why there is none.</param>
    /// <returns>Null where the evidence supports no trace of the label.</returns>
    /// <exception cref="ArgumentException">The pair has no label.</exception>
    public static DerivedTrace? Of(PairEvidence pair, out TraceRefusal refusal)
    {
        ArgumentNullException.ThrowIfNull(pair);
        MatchVerdict truth = pair.Truth ?? throw new ArgumentException("The pair has no label.", nameof(pair));
        List<AspectClaim>? claims = truth == MatchVerdict.Same ? OfSame(pair, out refusal) : OfOther(pair, truth, out refusal);
        if (claims is null)
        {
            return null;
        }

        var trace = new DerivedTrace(Ordered(claims, pair.Prompt.Aspects), truth);
        refusal = TraceCheck.Of(trace.Text, pair, out _);
        return refusal == TraceRefusal.None ? trace : null;
    }

    private static List<AspectClaim>? OfSame(PairEvidence pair, out TraceRefusal refusal)
    {
        bool isContradicted = pair.Aspects.Any(one => one.Relation == AspectRelation.Conflict && one.Confidence >= Sure);
        List<AspectClaim> claims = isContradicted ? [] : Agreements(pair, MostLines);
        refusal = isContradicted ? TraceRefusal.Contradicted : claims.Count == 0 ? TraceRefusal.Silent : TraceRefusal.None;
        return refusal == TraceRefusal.None ? claims : null;
    }

    private static List<AspectClaim>? OfOther(PairEvidence pair, MatchVerdict truth, out TraceRefusal refusal)
    {
        List<AspectClaim> conflicts =
        [
            .. pair.Aspects
                .Where(one => one.Relation == AspectRelation.Conflict && one.Confidence >= Supported
                    && (truth == MatchVerdict.Different || one.Role == AspectRole.Variant))
                .OrderByDescending(one => one.Confidence)
                .Take(MostConflicts)
                .Select(one => one.ToClaim()),
        ];
        bool isDecided = truth == MatchVerdict.Variant
            ? conflicts.Count > 0
            : conflicts.Exists(claim => pair.Prompt.Roles[claim.Aspect] != AspectRole.Variant);
        if (!isDecided && truth == MatchVerdict.Different)
        {
            conflicts = [.. conflicts.Take(MostConflicts - 1)];
            AddContrast(pair, conflicts);
        }

        refusal = conflicts.Count == 0 ? TraceRefusal.Silent : TraceRefusal.None;
        return conflicts.Count == 0 ? null
            : [.. Agreements(pair, MostSame).Where(claim => !conflicts.Exists(one => one.Aspect == claim.Aspect))
                .Take(MostLines - conflicts.Count), .. conflicts];
    }

    // What both state alike, the surest first: brand and identifiers, then the words that the titles share.
    private static List<AspectClaim> Agreements(PairEvidence pair, int most)
    {
        List<AspectClaim> claims =
        [
            .. pair.Aspects
                .Where(one => one.Relation == AspectRelation.Same && one.Confidence >= Supported)
                .OrderBy(one => one.Role == AspectRole.Variant).ThenByDescending(one => one.Confidence)
                .Take(most - 1)
                .Select(one => one.ToClaim()),
        ];
        if (pair.Titles is { SharedA: { } a, SharedB: { } b } && pair.Prompt.Roles.ContainsKey(Line)
            && !claims.Exists(claim => claim.QuoteA == a || claim.QuoteB == b || claim.Aspect == Line))
        {
            claims.Add(new AspectClaim(Line, a, b, AspectRelation.Same));
        }

        return claims;
    }

    // Words that only one title has, as the aspect that their form suggests; where only one title has any, they stand alone.
    private static void AddContrast(PairEvidence pair, List<AspectClaim> claims)
    {
        (IReadOnlyList<OwnPhrase> openA, IReadOnlyList<OwnPhrase> openB) = (pair.Titles.OpenA, pair.Titles.OpenB);
        if (openA.Count + openB.Count == 0)
        {
            return;
        }

        if (openA.Count == 0 || openB.Count == 0)
        {
            OwnPhrase alone = openA.Count > 0 ? openA[0] : openB[0];
            Add(alone.IsAccessory ? Accessory : Line, openA.Count > 0 ? alone : null, openA.Count > 0 ? null : alone);
            return;
        }

        // An article for a product against a name, codes against codes, numbers against numbers, else the rarest words.
        OwnPhrase? namedA = Named(openA), namedB = Named(openB);
        bool isType = (namedA?.IsAccessory ?? false) != (namedB?.IsAccessory ?? false) && namedA is not null && namedB is not null;
        (OwnPhrase a, OwnPhrase b) = isType ? (namedA!.Value, namedB!.Value) : (openA[0], openB[0]);
        Add(isType ? Type : a.IsCode && b.IsCode ? Model : a.HasDigit && b.HasDigit ? Version : Line, a, b);

        static OwnPhrase? Named(IReadOnlyList<OwnPhrase> open)
        {
            OwnPhrase[] named = [.. open.Where(words => !words.HasDigit).OrderByDescending(words => words.IsAccessory)];
            return named.Length > 0 ? named[0] : null;
        }

        void Add(string aspect, OwnPhrase? a, OwnPhrase? b)
        {
            if (pair.Prompt.Roles.ContainsKey(aspect) && !claims.Exists(claim => claim.Aspect == aspect))
            {
                claims.Add(new AspectClaim(
                    aspect, a?.Quote, b?.Quote, a is not null && b is not null ? AspectRelation.Conflict : AspectRelation.OneSided));
            }
        }
    }

    /// <summary>Claims in the order of the prompt's aspects.</summary>
    internal static AspectClaim[] Ordered(IEnumerable<AspectClaim> claims, IReadOnlyList<string> aspects) =>
        [.. claims.OrderBy(claim => aspects.Index().First(aspect => aspect.Item == claim.Aspect).Index)];
}
