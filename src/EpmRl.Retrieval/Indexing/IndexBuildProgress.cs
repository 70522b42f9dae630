namespace EpmRl.Retrieval.Indexing;

/// <summary>Progress of a build.</summary>
/// <param name="Phase">The present phase.</param>
/// <param name="Done">Prompts, or rows, done in this phase; reused ones count.</param>
/// <param name="Total">Prompts, or rows, in all.</param>
/// <param name="Reused">Prompts whose vectors were reused.</param>
/// <param name="PerSecond">Prompts encoded per second by this run; 0 while unknown.</param>
/// <param name="Remaining">Time until everything is encoded, at that rate; null while unknown.</param>
public readonly record struct IndexBuildProgress(
    IndexBuildPhase Phase, long Done, long Total, long Reused, double PerSecond, TimeSpan? Remaining);

/// <summary>The phases of a build.</summary>
public enum IndexBuildPhase
{
    /// <summary>Finding the vectors that can be reused.</summary>
    Planning,

    /// <summary>Encoding the remaining prompts.</summary>
    Encoding,

    /// <summary>Writing the new version.</summary>
    Writing,

    /// <summary>Loading the version into the readers' target, vector by vector.</summary>
    Loading,
}
