namespace EpmRl.Retrieval.Matching;

/// <summary>The words that stand for verdicts in files.</summary>
internal static class VerdictNames
{
    /// <summary>The word of a verdict.</summary>
    public static string Of(MatchVerdict verdict) => verdict switch
    {
        MatchVerdict.Same => "same",
        MatchVerdict.Variant => "variant",
        MatchVerdict.Different => "different",
        _ => "unsure",
    };

    /// <summary>Reads a word; blanks around it and its case do not count.</summary>
    public static bool TryParse(string? word, out MatchVerdict verdict)
    {
        verdict = word?.Trim().ToLowerInvariant() switch
        {
            "same" => MatchVerdict.Same,
            "variant" => MatchVerdict.Variant,
            "different" => MatchVerdict.Different,
            _ => MatchVerdict.Unsure,
        };
        return verdict != MatchVerdict.Unsure || string.Equals(word?.Trim(), "unsure", StringComparison.OrdinalIgnoreCase);
    }
}
