using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>How a store works.</summary>
public sealed record TaxonomyStoreOptions
{
    /// <summary>The clock of the journal's times.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The calls that change files; a test puts itself in between.</summary>
    internal FileSystem Files { get; init; } = FileSystem.Real;
}
