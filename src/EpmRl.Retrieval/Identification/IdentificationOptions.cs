namespace EpmRl.Retrieval.Identification;

/// <summary>How attributes are identified.</summary>
public sealed record IdentificationOptions
{
    /// <summary>Which proposers take part.</summary>
    public IdentificationChannels Channels { get; init; } = IdentificationChannels.All;

    /// <summary>What was learned from labelled listings; null for the fixed rule, which knows kinds alone.</summary>
    public IdentificationModel? Model { get; init; }

    /// <summary>The probability from which a predicted category is taken, from 0 to 1; null for the built-in one.</summary>
    public double? CategoryThreshold { get; init; }

    /// <summary>
    /// The category, by id, path or name, of listings that name none of the taxonomy, for feeds of one kind; null to predict it.
    /// </summary>
    public string? DefaultCategory { get; init; }

    /// <summary>
    /// Whether columns and options of a row that name an attribute of the taxonomy are read as that attribute. They take no part where
    /// <see cref="Channels"/> leaves mentions out.
    /// </summary>
    public bool Columns { get; init; } = true;

    /// <summary>Fitted probabilities and thresholds; null for the built-in ones, which know kinds alone.</summary>
    public Calibration? Calibration { get; init; }
}

/// <summary>The proposers of values.</summary>
[Flags]
public enum IdentificationChannels
{
    /// <summary>None; never useful.</summary>
    None = 0,

    /// <summary>Vectors: finds implicit values and values worded otherwise (TACLR).</summary>
    Dense = 1,

    /// <summary>Mentions: places in the text from which a value can be read.</summary>
    Mentions = 2,

    /// <summary>Both, joined by the ranker.</summary>
    All = Dense | Mentions,
}
