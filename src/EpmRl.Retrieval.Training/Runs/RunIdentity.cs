namespace EpmRl.Retrieval.Training.Runs;

/// <summary>Identifies a training run: it is resumed only if none of this differs.</summary>
internal sealed record RunIdentity
{
    /// <summary>SHA-256 of the file of labelled listings.</summary>
    public required string Data { get; init; }

    /// <summary>Version of the taxonomy.</summary>
    public required string Taxonomy { get; init; }

    /// <summary>SHA-256 of the base model's <c>encoder.json</c>, which holds the hashes of all its files.</summary>
    public required string Base { get; init; }

    /// <summary>The trained parts: <c>all</c>, <c>encoder</c>, <c>mentions</c> or <c>calibration</c>.</summary>
    public required string Parts { get; init; }

    /// <summary>SHA-256 of the complete configuration.</summary>
    public required string Configuration { get; init; }

    /// <summary>The differences between two runs, in words; empty when there are none.</summary>
    public IEnumerable<string> Differences(RunIdentity other)
    {
        ArgumentNullException.ThrowIfNull(other);
        (string What, bool Same)[] parts =
        [
            ("the labelled listings", Data == other.Data),
            ("the taxonomy", Taxonomy == other.Taxonomy),
            ("the base model", Base == other.Base),
            ("what is trained", Parts == other.Parts),
            ("the configuration", Configuration == other.Configuration),
        ];
        return parts.Where(part => !part.Same).Select(part => part.What);
    }
}
