namespace EpmRl.Retrieval.Matching;

/// <summary>How candidates are searched.</summary>
internal sealed record CandidateOptions
{
    /// <summary>Neighbours that each listing takes from each source, 1 to 1,000.</summary>
    public int Top { get; init; } = 10;

    /// <summary>
    /// Most neighbours of a listing over all sources, those of the best joint rank; pairs by identifiers come on top. 0 for one and a half
    /// times <see cref="Top"/>, but one less: the pairs by identifiers need room too.
    /// </summary>
    public int MostPerListing { get; init; }

    /// <summary>Listings that may share an identifier. The pairs of one that more share are not added, and it is reported.</summary>
    public int MostPerKey { get; init; } = 50;

    /// <summary>
    /// Neighbours that each source keeps for measurements, at least <see cref="Top"/>; 0 for no more than are used. Memory grows with it.
    /// </summary>
    public int Depth { get; init; }

    /// <summary>
    /// Share of a text's weight, in its most frequent n-grams, that is left to the second pass of a search, in [0, 0.9]. 0 is
    /// exact and slow; a high share misses neighbours, the farther ones first.
    /// </summary>
    public float TailShare { get; init; } = 0.2f;

    /// <summary>Threads.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>The neighbours that a listing keeps.</summary>
    internal int Kept => MostPerListing > 0 ? MostPerListing : Math.Max(1, (Top * 3 / 2) - 1);

    /// <summary>The neighbours that a source searches.</summary>
    internal int Searched => Math.Max(Top, Depth);

    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    internal void ThrowIfInvalid()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Top, 1, nameof(Top));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Top, 1000, nameof(Top));
        ArgumentOutOfRangeException.ThrowIfNegative(MostPerListing, nameof(MostPerListing));
        ArgumentOutOfRangeException.ThrowIfLessThan(MostPerKey, 2, nameof(MostPerKey));
        ArgumentOutOfRangeException.ThrowIfNegative(Depth, nameof(Depth));
        ArgumentOutOfRangeException.ThrowIfLessThan(Threads, 1, nameof(Threads));
        if (TailShare is not (>= 0 and <= 0.9f))
        {
            throw new ArgumentOutOfRangeException(nameof(TailShare), TailShare, "Expected a share from 0 to 0.9.");
        }
    }
}
