namespace EpmRl.Retrieval.Training.Generative;

/// <summary>Advantages of a batch of groups.</summary>
/// <param name="Values">[N], one an answer, in the order of the rewards; 0 in masked groups.</param>
/// <param name="IsMasked">
/// [N / G], whether a group's rewards are all equal: it teaches nothing, and its divergence from the reference must not push alone.
/// </param>
/// <param name="FlatParts">Parts that were dropped because they were equal within their group, summed over the groups.</param>
internal sealed record AdvantageBatch(float[] Values, bool[] IsMasked, int FlatParts)
{
    /// <summary>The share of groups without variance, in [0, 1]; 0 for an empty batch.</summary>
    public double ShareMasked => IsMasked.Length == 0 ? 0 : (double)IsMasked.Count(masked => masked) / IsMasked.Length;
}
