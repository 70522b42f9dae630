namespace EpmRl.Retrieval.Matching;

/// <summary>What a search for candidates found and took.</summary>
internal sealed record CandidateReport
{
    /// <summary>Listings of the first list.</summary>
    public required int Left { get; init; }

    /// <summary>Listings of the second list; null where one list was searched.</summary>
    public required int? Right { get; init; }

    /// <summary>The pairs.</summary>
    public required int Pairs { get; init; }

    /// <summary>Pairs for each listing of the first list; in one list, neighbours of each listing.</summary>
    public double PairsPerListing => Left == 0 ? 0 : (double)Pairs * (Right is null ? 2 : 1) / Left;

    /// <summary>Pairs that each source found.</summary>
    public required IReadOnlyDictionary<CandidateSources, int> BySource { get; init; }

    /// <summary>Pairs that no other source found.</summary>
    public required IReadOnlyDictionary<CandidateSources, int> OnlyBySource { get; init; }

    /// <summary>Identifiers that more listings share than the limit allows, most listings first.</summary>
    public required IReadOnlyList<OversizedKey> Oversized { get; init; }

    /// <summary>Seconds of each step, in order.</summary>
    public required IReadOnlyList<(string Step, double Seconds)> Steps { get; init; }
}
