namespace EpmRl.Retrieval.Matching;

/// <summary>Judges pairs by their texts alone, both read as one input of a small network. Safe for concurrent callers.</summary>
internal interface IPairEncoder : IDisposable
{
    /// <summary>The log-odds of <c>same</c> for each pair; the order of a pair's listings changes nothing.</summary>
    /// <param name="pairs">The texts.</param>
    /// <param name="cancellationToken">Checked between pairs.</param>
    float[] Score(IReadOnlyList<MarkedPair> pairs, CancellationToken cancellationToken = default);
}
