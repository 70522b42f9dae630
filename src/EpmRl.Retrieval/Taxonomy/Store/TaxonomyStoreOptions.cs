using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>Options of a store.</summary>
internal sealed record TaxonomyStoreOptions
{
    /// <summary>The clock for the journal's times.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The calls that change files; a test intercepts them.</summary>
    internal FileSystem Files { get; init; } = FileSystem.Real;
}
