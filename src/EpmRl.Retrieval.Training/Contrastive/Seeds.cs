namespace EpmRl.Retrieval.Training.Contrastive;

/// <summary>Seeds that depend on several numbers, the same in every process.</summary>
internal static class Seeds
{
    /// <summary>A source of random numbers for a seed and a purpose.</summary>
    public static Random Random(params ReadOnlySpan<int> parts)
    {
        ulong state = 0x9E3779B97F4A7C15;
        foreach (int part in parts)
        {
            // splitmix64 (Steele et al., 2014)
            state = (state + (uint)part) * 0xBF58476D1CE4E5B9;
            state ^= state >> 27;
            state *= 0x94D049BB133111EB;
            state ^= state >> 31;
        }

        return new Random((int)(state >> 33));
    }
}
