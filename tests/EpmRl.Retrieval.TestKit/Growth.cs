namespace EpmRl.Retrieval.TestKit;

/// <summary>What four times as much text costs.</summary>
/// <param name="Small">Processor time of the smaller text.</param>
/// <param name="Large">Processor time of the larger text.</param>
/// <param name="Ratio">Large over small; 4 for linear time, 16 for quadratic time.</param>
public readonly record struct Growth(TimeSpan Small, TimeSpan Large, double Ratio);
