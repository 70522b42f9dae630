namespace EpmRl.Retrieval.Training.Measurement;

/// <summary>Parts of an engine that a measurement can train, besides its calibration.</summary>
[Flags]
internal enum EngineParts
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The encoder.</summary>
    Encoder = 1,

    /// <summary>The model that combines mentions with retrieved values and decides.</summary>
    Mentions = 2,
}
