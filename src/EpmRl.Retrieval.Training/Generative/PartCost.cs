namespace EpmRl.Retrieval.Training.Generative;

/// <summary>What a part of a run has spent.</summary>
/// <param name="Tokens">Tokens read, written or trained on.</param>
/// <param name="Seconds">Wall-clock time.</param>
internal readonly record struct PartCost(long Tokens, double Seconds)
{
    /// <summary>Tokens a second; 0 where nothing was spent.</summary>
    public double Rate => Seconds > 0 ? Tokens / Seconds : 0;
}
