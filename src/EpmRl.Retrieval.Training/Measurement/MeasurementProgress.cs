namespace EpmRl.Retrieval.Training.Measurement;

/// <summary>Progress of a measurement.</summary>
/// <param name="Answers">Listings answered so far, by any engine.</param>
/// <param name="Share">Share of the rounds that are done, in [0, 1]; null while the number of rounds is unknown.</param>
internal readonly record struct MeasurementProgress(int Answers, double? Share);
