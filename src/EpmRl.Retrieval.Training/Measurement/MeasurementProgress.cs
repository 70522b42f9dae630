namespace EpmRl.Retrieval.Training.Measurement;

/// <summary>How far a measurement is.</summary>
/// <param name="Answers">Listings answered so far, by whatever engine.</param>
/// <param name="Share">Share of the rounds that are done, in [0, 1]; null while the number of rounds is unknown.</param>
internal readonly record struct MeasurementProgress(int Answers, double? Share);
