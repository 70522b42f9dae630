namespace EpmRl.Retrieval.Matching;

/// <summary>
/// Describes a pair by its rivals: is each listing the best partner of the other? A rival that is itself like the partner is another
/// listing of the same product, and no rival.
/// </summary>
internal static class ContextFeatures
{
    private const float Unknown = -2; // a pair without catalogues has no rivals, which is not the same as having beaten them

    /// <summary>The names of the features, in order.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "context.probability", "context.likeness", "context.margin.min", "context.margin.max", "context.like-margin.min",
        "context.like-margin.max", "context.foreign.min", "context.foreign.max", "context.better.min", "context.better.max",
        "context.near.min", "context.near.max",
    ];

    /// <summary>Describes a pair.</summary>
    /// <param name="pair">Its probability and likeness.</param>
    /// <param name="ofA">The rivals of the second listing for the first.</param>
    /// <param name="ofB">The rivals of the first listing for the second.</param>
    /// <param name="features">Receives <see cref="Names"/> numbers.</param>
    public static void Write(in Rival pair, IReadOnlyList<Rival> ofA, IReadOnlyList<Rival> ofB, Span<float> features)
    {
        features[0] = pair.Probability;
        features[1] = pair.Likeness;
        if (ofA.Count + ofB.Count == 0)
        {
            features[2..].Fill(Unknown);
            return;
        }

        Side one = Side.Of(pair, ofA), other = Side.Of(pair, ofB);
        features[2] = Math.Min(one.Margin, other.Margin);
        features[3] = Math.Max(one.Margin, other.Margin);
        features[4] = Math.Min(one.LikeMargin, other.LikeMargin);
        features[5] = Math.Max(one.LikeMargin, other.LikeMargin);
        features[6] = Math.Min(one.Foreign, other.Foreign);
        features[7] = Math.Max(one.Foreign, other.Foreign);
        features[8] = Math.Min(one.Better, other.Better);
        features[9] = Math.Max(one.Better, other.Better);
        features[10] = Math.Min(one.Near, other.Near);
        features[11] = Math.Max(one.Near, other.Near);
    }

    private readonly record struct Side(float Margin, float LikeMargin, float Foreign, int Better, int Near)
    {
        public static Side Of(in Rival pair, IReadOnlyList<Rival> rivals)
        {
            float best = 0, alike = 0, foreign = 0;
            int better = 0, near = 0;
            foreach (Rival rival in rivals)
            {
                best = Math.Max(best, rival.Probability);
                alike = Math.Max(alike, rival.Likeness);
                foreign = Math.Max(foreign, rival.Probability * (1 - rival.ToPartner));
                better += rival.Probability > pair.Probability ? 1 : 0;
                near += rival.Likeness > 0.9f * pair.Likeness ? 1 : 0;
            }

            return new Side(pair.Probability - best, pair.Likeness - alike, pair.Probability - foreign, better, near);
        }
    }
}
