namespace EpmRl.Retrieval.Tests;

/// <summary>Runs after all other tests and one by one: the runtime counts the memory of the process.</summary>
[CollectionDefinition(nameof(MeasuredAlone), DisableParallelization = true)]
public sealed class MeasuredAlone;
