namespace EpmRl.Retrieval.Matching.GenAI;

/// <summary>Settings of a model in the process.</summary>
/// <param name="Threads">Threads inside an operator; 0 for all processors.</param>
internal sealed record GenAIOptions(int Threads = 0);
