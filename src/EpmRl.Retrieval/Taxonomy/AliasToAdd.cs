namespace EpmRl.Retrieval.Taxonomy;

/// <summary>An alias accepted for a value, with the file and line that accepted it.</summary>
internal sealed record AliasToAdd
{
    /// <summary>Id of the attribute; used for a taxonomy's files.</summary>
    public required string AttributeId { get; init; }

    /// <summary>Name of the attribute; used for a schema.</summary>
    public required string Attribute { get; init; }

    /// <summary>Name of the category that a schema's entry is narrowed to; null for all that have the attribute.</summary>
    public string? Category { get; init; }

    /// <summary>Id of the value.</summary>
    public required string ValueId { get; init; }

    /// <summary>Label of the value.</summary>
    public required string Label { get; init; }

    /// <summary>The alias.</summary>
    public required string Alias { get; init; }

    /// <summary>The file that accepted it.</summary>
    public required string Path { get; init; }

    /// <summary>Its line, from 1.</summary>
    public required int Line { get; init; }
}

/// <summary>The result of adding aliases.</summary>
/// <param name="Added">Number of aliases written.</param>
/// <param name="Known">Number of aliases that existed already.</param>
/// <param name="Files">The files that changed.</param>
/// <param name="Entry">The entry of the journal; null without a store, or when nothing was added.</param>
internal sealed record AddedAliases(int Added, int Known, IReadOnlyList<string> Files, JournalEntry? Entry = null);
