namespace EpmRl.Retrieval.Indexing;

/// <summary>The steps of a reindex, in order. Each can be repeated, so a killed reindex resumes at the step it was in.</summary>
internal enum ReindexStep
{
    /// <summary>Reading the taxonomy, laying out the rows, fixing the counts.</summary>
    Plan,

    /// <summary>Encoding the prompts that no version and no interrupted reindex holds.</summary>
    Encode,

    /// <summary>Writing the version's files.</summary>
    Build,

    /// <summary>Loading the version into the target, where readers do not see it yet.</summary>
    Load,

    /// <summary>Comparing checksums, counts and searches.</summary>
    Verify,

    /// <summary>Making it the version that readers see.</summary>
    Swap,

    /// <summary>Readers see it.</summary>
    Done,
}
