namespace EpmRl.Retrieval.Matching;

/// <summary>Aligns what two listings state, aspect by aspect. The order of the listings changes nothing but the sides.</summary>
internal static class AspectAlignment
{
    /// <summary>Aligns all aspects.</summary>
    /// <param name="a">The first listing.</param>
    /// <param name="b">The second listing.</param>
    /// <param name="rules">The aspects.</param>
    /// <param name="aligned">Receives one entry an aspect.</param>
    public static void Align(PreparedListing a, PreparedListing b, AspectRules rules, Span<AlignedAspect> aligned)
    {
        for (int place = 0; place < rules.Aspects.Count; place++)
        {
            Aspect aspect = rules.Aspects[place];
            IReadOnlyList<AspectValue> left = a.Aspects.Values[place];
            IReadOnlyList<AspectValue> right = b.Aspects.Values[place];
            aligned[place] = ReferenceEquals(aspect, Aspect.Brand) ? AlignBrand(a, b, left, right)
                : aspect.Id == "model-number" ? AlignCodes(a, b, left, right)
                : Align(left, right, aspect);
        }
    }

    /// <summary>The reasons of an alignment: conflicts first, then agreements, then what one side states.</summary>
    public static IReadOnlyList<MatchReason> ReasonsOf(ReadOnlySpan<AlignedAspect> aligned, AspectRules rules)
    {
        var reasons = new List<MatchReason>();
        foreach (AspectRelation relation in (AspectRelation[])[AspectRelation.Conflict, AspectRelation.Same, AspectRelation.OneSided])
        {
            for (int place = 0; place < aligned.Length; place++)
            {
                AlignedAspect one = aligned[place];
                if (one.Relation == relation)
                {
                    reasons.Add(new MatchReason(
                        rules.Aspects[place].Name, one.A?.Label, one.B?.Label, relation, one.A?.Span, one.B?.Span));
                }
            }
        }

        return reasons;
    }

    // Plain statements are compared with each other; where one side has none, with all that the other states.
    private static AlignedAspect Align(IReadOnlyList<AspectValue> left, IReadOnlyList<AspectValue> right, Aspect aspect)
    {
        if (left.Count == 0 || right.Count == 0)
        {
            return OneSided(left, right, aspect);
        }

        // Of equal values those that both state plainly, whatever the order of the listings.
        AlignedAspect? found = null;
        foreach (AspectValue one in left)
        {
            foreach (AspectValue other in right)
            {
                if (one.Is(other, aspect.Tolerance) && (found is null || (one.IsPlain && other.IsPlain && !found.Value.IsPlain)))
                {
                    found = new AlignedAspect(one, other, AspectRelation.Same, one.IsPlain && other.IsPlain);
                }
            }
        }

        if (found is { } same)
        {
            return same;
        }

        return new AlignedAspect(left[0], right[0], AspectRelation.Conflict, IsOne(left) && IsOne(right));
    }

    // Of several values, one may be of a part: only a single one is certain.
    private static bool IsOne(IReadOnlyList<AspectValue> values) => values[0].IsPlain && (values.Count == 1 || !values[1].IsPlain);

    // A listing that names no condition sells new goods; other than the default is then a difference, though not a stated one.
    private static AlignedAspect OneSided(IReadOnlyList<AspectValue> left, IReadOnlyList<AspectValue> right, Aspect aspect)
    {
        AspectValue? stated = left.Count > 0 ? left[0] : right.Count > 0 ? right[0] : null;
        if (stated is null)
        {
            return new AlignedAspect(null, null, AspectRelation.None, IsPlain: false);
        }

        bool differs = aspect.Default is { } usual && stated.IsPlain && stated.Key != usual
            && !(stated.Number is { } number && double.TryParse(usual, System.Globalization.CultureInfo.InvariantCulture, out double one)
                && number == one);
        return new AlignedAspect(
            left.Count > 0 ? left[0] : null, right.Count > 0 ? right[0] : null,
            differs ? AspectRelation.Conflict : AspectRelation.OneSided, differs && stated.IsPlain);
    }

    // A brand that only one column states is looked for in the other listing's texts.
    private static AlignedAspect AlignBrand(
        PreparedListing a, PreparedListing b, IReadOnlyList<AspectValue> left, IReadOnlyList<AspectValue> right)
    {
        AspectValue? one = left.Count > 0 ? left[0] : right.Count > 0 ? a.FindBrand(right[0]) : null;
        AspectValue? other = right.Count > 0 ? right[0] : left.Count > 0 ? b.FindBrand(left[0]) : null;
        if (one is null || other is null)
        {
            return new AlignedAspect(one, other, one is null && other is null ? AspectRelation.None : AspectRelation.OneSided,
                IsPlain: false);
        }

        bool same = one.Key == other.Key || IsPart(one.Key, other.Key) || IsPart(other.Key, one.Key)
            || (left.Count > 0 && right.Count > 0 && (b.FindBrand(left[0]) is not null || a.FindBrand(right[0]) is not null));
        return new AlignedAspect(one, other, same ? AspectRelation.Same : AspectRelation.Conflict, IsPlain: true);
    }

    // "hp" in "hp inc", "sony" in "sony electronics": whole words at either end.
    private static bool IsPart(string part, string whole) =>
        part.Length >= 2 && whole.Length > part.Length
        && (whole.StartsWith(part + " ", StringComparison.Ordinal) || whole.EndsWith(" " + part, StringComparison.Ordinal));

    // A code that the other listing writes in pieces ("WH-1000 XM4") is found in its letters and digits.
    private static AlignedAspect AlignCodes(
        PreparedListing a, PreparedListing b, IReadOnlyList<AspectValue> left, IReadOnlyList<AspectValue> right)
    {
        AlignedAspect? found = null;
        foreach (AspectValue one in left)
        {
            Keep(one, right.FirstOrDefault(other => other.Key == one.Key) ?? b.FindCode(one));
        }

        foreach (AspectValue other in right)
        {
            Keep(left.FirstOrDefault(one => one.Key == other.Key) ?? a.FindCode(other), other);
        }

        if (found is { } same)
        {
            return same;
        }

        return left.Count == 0 || right.Count == 0
            ? new AlignedAspect(
                left.Count > 0 ? left[0] : null, right.Count > 0 ? right[0] : null,
                left.Count + right.Count == 0 ? AspectRelation.None : AspectRelation.OneSided, IsPlain: false)
            : Conflict(left, right);

        // Of shared codes one that both state plainly, whatever the order of the listings.
        void Keep(AspectValue? one, AspectValue? other)
        {
            if (one is not null && other is not null && (found is null || (one.IsPlain && other.IsPlain && !found.Value.IsPlain)))
            {
                found = new AlignedAspect(one, other, AspectRelation.Same, one.IsPlain && other.IsPlain);
            }
        }
    }

    /// <summary>Whether two codes of one length differ in one character.</summary>
    public static bool AreNear(AspectValue one, AspectValue other) =>
        one.Key.Length == other.Key.Length && one.Key.Zip(other.Key).Count(pair => pair.First != pair.Second) == 1;

    // Of the codes that both state plainly those that differ the least, so that a reason shows the swapped digit.
    private static AlignedAspect Conflict(IReadOnlyList<AspectValue> left, IReadOnlyList<AspectValue> right)
    {
        foreach (AspectValue one in left.Where(value => value.IsPlain))
        {
            foreach (AspectValue other in right.Where(value => value.IsPlain && AreNear(one, value)))
            {
                return new AlignedAspect(one, other, AspectRelation.Conflict, IsPlain: true);
            }
        }

        return new AlignedAspect(left[0], right[0], AspectRelation.Conflict, left[0].IsPlain && right[0].IsPlain);
    }
}
