namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>Results of a benchmark.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Texts">Distinct texts encoded in each round.</param>
/// <param name="GivenTexts">Texts given, equal ones counted.</param>
/// <param name="MeanTokens">Mean tokens of a text, special tokens included.</param>
/// <param name="Rounds">Measured rounds.</param>
/// <param name="Processor">The machine.</param>
/// <param name="Rows">The baseline first, then each precision.</param>
public sealed record EncoderBenchmarkReport(
    string Model, int Texts, int GivenTexts, double MeanTokens, int Rounds, ProcessorFeatures Processor,
    IReadOnlyList<EncoderBenchmarkRow> Rows);

/// <summary>One line of a benchmark.</summary>
/// <param name="Name">The baseline, or a precision.</param>
/// <param name="MinTextsPerSecond">Slowest round.</param>
/// <param name="MedianTextsPerSecond">Median round.</param>
/// <param name="MaxTextsPerSecond">Fastest round.</param>
/// <param name="Ratio">Median speed over the baseline's.</param>
/// <param name="CpuMillisecondsPerText">Processor time of one text, all threads together; other load affects it less than the
/// speed.</param>
/// <param name="CpuRatio">The baseline's processor time over this one's.</param>
/// <param name="LeastCosine">Smallest cosine to the baseline's vectors.</param>
/// <param name="MeanCosine">Mean cosine to the baseline's vectors.</param>
/// <param name="AllocatedBytesPerText">Managed memory allocated for one text, its result of 4 bytes a dimension included.</param>
/// <param name="ResidentBytes">Resident memory added by loading it and encoding 64 texts.</param>
public sealed record EncoderBenchmarkRow(
    string Name, double MinTextsPerSecond, double MedianTextsPerSecond, double MaxTextsPerSecond, double Ratio,
    double CpuMillisecondsPerText, double CpuRatio, double LeastCosine, double MeanCosine, double AllocatedBytesPerText,
    long ResidentBytes);
