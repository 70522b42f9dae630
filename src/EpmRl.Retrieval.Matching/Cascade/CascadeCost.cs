namespace EpmRl.Retrieval.Matching;

/// <summary>What the two matchers of a cascade cost.</summary>
/// <param name="FastSeconds">Seconds of the fast matcher for a pair.</param>
/// <param name="GeneratorSeconds">Seconds of the generator for a pair.</param>
/// <param name="GeneratorTokens">Tokens of the generator for a pair, prompt and answer.</param>
internal readonly record struct CascadeCost(double FastSeconds, double GeneratorSeconds, double GeneratorTokens)
{
    /// <summary>The cost from what a generator did.</summary>
    /// <param name="fastSeconds">Seconds of the fast matcher for a pair.</param>
    /// <param name="usage">What the generator did.</param>
    public static CascadeCost Of(double fastSeconds, GenerativeUsage usage)
    {
        int asked = Math.Max(1, usage.Pairs - usage.Cached);
        return new CascadeCost(fastSeconds, usage.Seconds / asked, (double)(usage.PromptTokens + usage.CompletionTokens) / asked);
    }
}
