namespace EpmRl.Retrieval.Taxonomy;

/// <summary>How a taxonomy's files stand to its store.</summary>
public enum FolderState
{
    /// <summary>The files say what the draft says.</summary>
    InStep,

    /// <summary>The files were edited by hand since they were last written or taken over.</summary>
    Edited,

    /// <summary>The draft went on and the files were not written yet; nobody edited them.</summary>
    Behind,

    /// <summary>Both went on; what they changed can be joined.</summary>
    Apart,

    /// <summary>Both changed the same parts, in different ways.</summary>
    InConflict,
}
