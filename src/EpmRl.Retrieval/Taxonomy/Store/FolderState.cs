namespace EpmRl.Retrieval.Taxonomy;

/// <summary>The state of a taxonomy's files relative to its store.</summary>
internal enum FolderState
{
    /// <summary>The files match the draft.</summary>
    InStep,

    /// <summary>The files were edited by hand since they were last written or taken over.</summary>
    Edited,

    /// <summary>The draft changed and the files were not written yet; they were not edited by hand.</summary>
    Behind,

    /// <summary>Both changed; the changes can be merged.</summary>
    Apart,

    /// <summary>Both changed the same parts, in different ways.</summary>
    InConflict,
}
