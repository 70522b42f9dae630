namespace EpmRl.Retrieval.Training.Identification;

/// <summary>How an identification model is fitted.</summary>
public sealed record IdentificationModelOptions
{
    /// <summary>λ of the penalty ½ λ |w|² on every weight; larger is smoother.</summary>
    public double Regularization { get; init; } = 1;

    /// <summary>Features and terms of fewer labelled listings are left out; at least 1.</summary>
    public int MinListings { get; init; } = 2;

    /// <summary>Weight of the listing's words relative to other features.</summary>
    public double WordScale { get; init; } = 3.2;

    /// <summary>Weight of the listing's vector relative to other features.</summary>
    public double VectorScale { get; init; } = 6.3;

    /// <summary>Most steps of the optimiser.</summary>
    public int Steps { get; init; } = 150;

    /// <summary>The optimiser ends when a step gains less than this share of the loss.</summary>
    public double Tolerance { get; init; } = 1e-5;

    /// <summary>Weights closer to zero than this are dropped.</summary>
    public double SmallestWeight { get; init; } = 1e-3;
}
