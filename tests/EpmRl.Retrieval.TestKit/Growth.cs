namespace EpmRl.Retrieval.TestKit;

/// <summary>The cost of four times as much text.</summary>
/// <param name="Small">Processor time of the smaller text.</param>
/// <param name="Large">Processor time of the larger text.</param>
/// <param name="Ratio">Large over small; 4 for linear time, 16 for quadratic time.</param>
public readonly record struct Growth(TimeSpan Small, TimeSpan Large, double Ratio);
