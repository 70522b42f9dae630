namespace EpmRl.Retrieval.Matching;

/// <summary>The words of answers. Each verdict is one token in common vocabularies and begins with another letter.</summary>
internal static class AnswerWords
{
    /// <summary>The verdicts, with their words.</summary>
    public static readonly IReadOnlyList<(MatchVerdict Verdict, string Word)> Verdicts =
        [(MatchVerdict.Same, "same"), (MatchVerdict.Variant, "variant"), (MatchVerdict.Different, "different")];

    /// <summary>The relations, with their words.</summary>
    public static readonly IReadOnlyList<(AspectRelation Relation, string Word)> Relations =
        [(AspectRelation.Same, "same"), (AspectRelation.Conflict, "conflict"), (AspectRelation.OneSided, "one-sided")];

    /// <summary>The word of a verdict.</summary>
    public static string Of(MatchVerdict verdict) =>
        Verdicts.FirstOrDefault(pair => pair.Verdict == verdict).Word ?? "unsure";

    /// <summary>The word of a relation.</summary>
    public static string Of(AspectRelation relation) =>
        Relations.FirstOrDefault(pair => pair.Relation == relation).Word ?? "none";

    /// <summary>The verdict of a word; null for any other.</summary>
    public static MatchVerdict? VerdictOf(string word)
    {
        foreach ((MatchVerdict verdict, string name) in Verdicts)
        {
            if (name == word)
            {
                return verdict;
            }
        }

        return null;
    }

    /// <summary>The relation of a word; null for any other.</summary>
    public static AspectRelation? RelationOf(string word)
    {
        foreach ((AspectRelation relation, string name) in Relations)
        {
            if (name == word)
            {
                return relation;
            }
        }

        return null;
    }
}
