namespace EpmRl.Retrieval.Matching;

/// <summary>
/// What a word says that one of two titles lacks, as log-odds of a match learned from labelled pairs: a color or an edition speaks against
/// one, a shop's slogan does not.
/// </summary>
/// <param name="weights">The log-odds by word.</param>
/// <param name="unknown">The log-odds of other words, by their form.</param>
internal sealed class DifferenceWeights(IReadOnlyDictionary<string, float> weights, IReadOnlyDictionary<TokenForm, float> unknown)
{
    /// <summary>Weights of nothing.</summary>
    public static DifferenceWeights None { get; } =
        new(new Dictionary<string, float>(), new Dictionary<TokenForm, float>());

    /// <summary>The log-odds by word.</summary>
    public IReadOnlyDictionary<string, float> Weights => weights;

    /// <summary>The log-odds of other words, by their form.</summary>
    public IReadOnlyDictionary<TokenForm, float> Unknown => unknown;

    /// <summary>The sum over the words that each title alone has.</summary>
    public float Score(IReadOnlyList<Token> one, IReadOnlyList<Token> other)
    {
        return Sum(one) + Sum(other); // added last, so that the order of the titles changes not even a rounding
    }

    private float Sum(IReadOnlyList<Token> tokens)
    {
        float sum = 0;
        foreach (Token token in tokens)
        {
            sum += WeightOf(token);
        }

        return sum;
    }

    private float WeightOf(Token token) => weights.TryGetValue(token.Text, out float weight) ? weight
        : unknown.GetValueOrDefault(token.Form);
}
