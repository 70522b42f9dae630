namespace EpmRl.Retrieval.Matching;

/// <summary>How a <see cref="ProductMatcher"/> is used.</summary>
public sealed record ProductMatcherOptions
{
    /// <summary>
    /// Share of matches among the pairs to come, in (0, 1): probabilities are corrected for it; null for that of the training pairs.
    /// </summary>
    public double? Prevalence { get; init; }

    /// <summary>Folder of the aspects that are compared, with their rules; null for those of the program.</summary>
    public string? AspectsFolder { get; init; }
}
