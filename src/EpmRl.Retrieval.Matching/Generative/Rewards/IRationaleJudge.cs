namespace EpmRl.Retrieval.Matching;

/// <summary>Judges one side of an answer's reasons. It sees the listings and the answer, never the label.</summary>
internal interface IRationaleJudge
{
    /// <summary>
    /// The part of the reward that it fills: <c>core-identity</c>, <c>model-identifier</c>, <c>variant-conflict</c>, or another that the
    /// options weigh.
    /// </summary>
    string Name { get; }

    /// <summary>Judges an answer.</summary>
    /// <param name="pair">The pair; its label is not read.</param>
    /// <param name="answer">The parsed answer.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="GeneratorException">A model behind it failed.</exception>
    Task<JudgeOpinion> JudgeAsync(PairEvidence pair, Answer answer, CancellationToken cancellationToken = default);
}
