using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification;

/// <summary>
/// A number in a text usually has one meaning: the 24 of <c>24 x 30</c> is the width or the depth, rarely both. Attributes whose answers
/// are read from the same span are therefore decided jointly: P(a, b) ∝ P(a) P(b) (1 − e) if both are read from that span, and P(a) P(b)
/// otherwise.
/// </summary>
/// <remarks>
/// <c>e</c>, the exclusion, is learned: how much less often two right values share a span than if attributes were independent. With two
/// attributes the new scores are the exact marginals; with more, one round of sum-product messages (Pearl, 1988).
/// </remarks>
internal static class JointDecision
{
    private const int Looked = 5; // candidates per attribute; less probable ones change nothing

    /// <summary>Replaces the candidates' probabilities with their joint ones and sorts them, best first.</summary>
    /// <param name="rankings">The attributes of a listing with their candidates, best first, scores as probabilities.</param>
    /// <param name="exclusion">0: attributes are independent; 1: a span serves only one attribute.</param>
    public static void Apply(IReadOnlyList<AttributeRanking> rankings, double exclusion)
    {
        if (exclusion <= 0)
        {
            return;
        }

        AttributeRanking[] quantities = [.. rankings.Where(IsQuantity)];
        double[][] factors = [.. quantities.Select(quantity => Enumerable.Repeat(1.0, quantity.Candidates.Count).ToArray())];
        foreach ((int a, int i, int b, int j) in Conflicts(quantities))
        {
            factors[a][i] *= 1 - (exclusion * Math.Min(1, quantities[b].Candidates[j].Score));
            factors[b][j] *= 1 - (exclusion * Math.Min(1, quantities[a].Candidates[i].Score));
        }

        for (int a = 0; a < quantities.Length; a++)
        {
            Rescale(quantities[a].Candidates, factors[a]);
        }
    }

    /// <summary>
    /// The same for the scores of a fixed rule: a number belongs to one attribute, and each of two that claim it keeps P(a) (1 − P(b)) / (1
    /// − P(a) P(b)). A clear owner keeps nearly all of its score; of two equal ones, neither is sure.
    /// </summary>
    /// <param name="rankings">As for <see cref="Apply"/>, with scores that need not sum to one.</param>
    public static void ApplyRule(IReadOnlyList<AttributeRanking> rankings)
    {
        AttributeRanking[] quantities = [.. rankings.Where(IsQuantity)];
        var settled = new Dictionary<Candidate, double>();
        foreach ((int a, int i, int b, int j) in Conflicts(quantities))
        {
            (Candidate one, Candidate other) = (quantities[a].Candidates[i], quantities[b].Candidates[j]);
            double neither = 1 - (one.Score * other.Score);
            settled[one] = settled.GetValueOrDefault(one, one.Score) * (1 - other.Score) / neither;
            settled[other] = settled.GetValueOrDefault(other, other.Score) * (1 - one.Score) / neither;
        }

        foreach ((Candidate candidate, double score) in settled)
        {
            candidate.Score = score;
        }

        foreach (AttributeRanking quantity in quantities.Where(quantity => quantity.Candidates.Any(settled.ContainsKey)))
        {
            Sort(quantity.Candidates);
        }
    }

    /// <summary>Counts how often two values would share a span if attributes were independent.</summary>
    /// <param name="rankings">As for <see cref="Apply"/>.</param>
    /// <param name="isRight">Whether a candidate of an attribute is right.</param>
    /// <returns>The expected number of shared spans, and the number of those where both values are right.</returns>
    public static (double Expected, int Right) Count(
        IReadOnlyList<AttributeRanking> rankings, Func<AttributeRanking, Candidate, bool> isRight)
    {
        AttributeRanking[] quantities = [.. rankings.Where(IsQuantity)];
        double expected = 0;
        int right = 0;
        foreach ((int a, int i, int b, int j) in Conflicts(quantities))
        {
            (Candidate one, Candidate other) = (quantities[a].Candidates[i], quantities[b].Candidates[j]);
            expected += one.Score * other.Score;
            right += isRight(quantities[a], one) && isRight(quantities[b], other) ? 1 : 0;
        }

        return (expected, right);
    }

    // The probabilities of a multi-valued attribute do not sum to one.
    private static bool IsQuantity(AttributeRanking ranking) =>
        ranking.Attribute is { IsQuantity: true, MaxValues: 1 } && ranking.Candidates.Count > 0;

    private static IEnumerable<(int A, int I, int B, int J)> Conflicts(AttributeRanking[] quantities)
    {
        for (int a = 0; a < quantities.Length; a++)
        {
            for (int b = a + 1; b < quantities.Length; b++)
            {
                for (int i = 0; i < Math.Min(Looked, quantities[a].Candidates.Count); i++)
                {
                    for (int j = 0; j < Math.Min(Looked, quantities[b].Candidates.Count); j++)
                    {
                        if (ShareTheirPlace(quantities[a].Candidates[i], quantities[b].Candidates[j]))
                        {
                            yield return (a, i, b, j);
                        }
                    }
                }
            }
        }
    }

    // The best mentions have the same span, and there is no other in the field: in "24 x 24" there is a number for each.
    private static bool ShareTheirPlace(Candidate one, Candidate other)
    {
        if (one.Mentions.Count == 0 || other.Mentions.Count == 0)
        {
            return false;
        }

        Mention best = one.Mentions[0];
        return IsSame(best, other.Mentions[0])
            && one.Mentions.Concat(other.Mentions).All(mention => mention.Field != best.Field || IsSame(mention, best));
    }

    private static bool IsSame(Mention one, Mention other) => one.Field == other.Field && one.Start == other.Start && one.End == other.End;

    private static void Rescale(List<Candidate> candidates, double[] factors)
    {
        double none = Math.Max(0, 1 - candidates.Sum(candidate => candidate.Score));
        double total = none;
        for (int i = 0; i < factors.Length; i++)
        {
            candidates[i].Score *= factors[i];
            total += candidates[i].Score;
        }

        if (total <= 0)
        {
            return; // everything is excluded
        }

        foreach (Candidate candidate in candidates)
        {
            candidate.Score /= total;
        }

        Sort(candidates);
    }

    private static void Sort(List<Candidate> candidates) => candidates.Sort(static (x, y) =>
        y.Score.CompareTo(x.Score) is not 0 and var byScore ? byScore
        : string.CompareOrdinal(x.Label, y.Label) is not 0 and var byLabel ? byLabel
        : string.CompareOrdinal(x.ValueId, y.ValueId));
}
