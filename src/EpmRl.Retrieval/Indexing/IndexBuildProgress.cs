namespace EpmRl.Retrieval.Indexing;

/// <summary>How far a build is.</summary>
/// <param name="Phase">What is being done.</param>
/// <param name="Done">Prompts, or rows, done in this phase; reused ones count.</param>
/// <param name="Total">Prompts, or rows, in all.</param>
/// <param name="Reused">Prompts whose vectors were at hand.</param>
/// <param name="PerSecond">Prompts encoded per second by this run; 0 while unknown.</param>
/// <param name="Remaining">Time until everything is encoded, at that rate; null while unknown.</param>
public readonly record struct IndexBuildProgress(
    IndexBuildPhase Phase, long Done, long Total, long Reused, double PerSecond, TimeSpan? Remaining);

/// <summary>The phases of a build.</summary>
public enum IndexBuildPhase
{
    /// <summary>Finding out which vectors are at hand.</summary>
    Planning,

    /// <summary>Encoding the others.</summary>
    Encoding,

    /// <summary>Writing the new version.</summary>
    Writing,

    /// <summary>Putting the version where readers will look for it, vector by vector.</summary>
    Loading,
}
