namespace EpmRl.Retrieval.TestKit.Qdrant.State;

/// <summary>What the state needs to know of the emulator's options.</summary>
/// <param name="Time">The clock of limits, snapshots and optimizers.</param>
/// <param name="OptimizationTime">How long work on segments takes.</param>
/// <param name="TimeoutScale">Seconds of real time that a second of a write's timeout takes.</param>
internal sealed record EmulatorSettings(TimeProvider Time, TimeSpan OptimizationTime, double TimeoutScale);
