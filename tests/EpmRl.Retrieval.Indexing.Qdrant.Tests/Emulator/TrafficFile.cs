using EpmRl.Retrieval.TestKit.Qdrant;

namespace EpmRl.Retrieval.Indexing.Qdrant.Tests.Emulator;

/// <summary>
/// A recorded file, and how much of it the emulator reproduces. The numbers are asserted: they only ever change with the emulator.
/// </summary>
/// <param name="Name">Its name without extension.</param>
/// <param name="Total">Its number of exchanges.</param>
internal sealed record TrafficFile(string Name, int Total)
{
    /// <summary>The flags that the server was recorded with.</summary>
    public QdrantEmulatorOptions Options { get; init; } = new();

    /// <summary>The time that passes between two exchanges.</summary>
    public TimeSpan Pace { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>Whether every score has the bits of the recorded one.</summary>
    public bool HasExactScores { get; init; } = true;

    /// <summary>Exchanges that are not reproduced, each with the reason.</summary>
    public IReadOnlyDictionary<string, string> LeftOut { get; init; } = new Dictionary<string, string>();

    /// <summary>The number of exchanges that are reproduced.</summary>
    public int Reproduced => Total - LeftOut.Count;
}
