using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Aliases;

/// <summary>A phrase that labelled listings use for a value, and that the mention readers do not know.</summary>
internal sealed record AliasSuggestion
{
    /// <summary>Id of the attribute.</summary>
    public required string AttributeId { get; init; }

    /// <summary>Its name.</summary>
    public required string Attribute { get; init; }

    /// <summary>Name of the only category that has the attribute; null when several have it.</summary>
    public required string? Category { get; init; }

    /// <summary>Id of the value.</summary>
    public required string ValueId { get; init; }

    /// <summary>Its label.</summary>
    public required string Label { get; init; }

    /// <summary>The phrase, in its most frequent spelling.</summary>
    public required string Alias { get; init; }

    /// <summary>Number of different listings that have the value and the phrase, and from which the value is not read otherwise.</summary>
    public required int Support { get; init; }

    /// <summary>Number of shops (<see cref="LabelledListing.Group"/>) among these listings; 0 where the data names none.</summary>
    public required int Groups { get; init; }

    /// <summary>
    /// Share of the listings with the phrase that have the value, in (0, 1]; other values and the null value count against it.
    /// </summary>
    public required double Precision { get; init; }

    /// <summary>Dunning's G² of phrase and value; 10.83 or more happens by chance in one of a thousand cases.</summary>
    public required double LogLikelihoodRatio { get; init; }

    /// <summary>How the phrase resembles the label: a similar one is more likely another name than a word that co-occurs.</summary>
    public required AliasLikeness Likeness { get; init; }

    /// <summary>An example of its use in a listing, for the reviewer.</summary>
    public required string Example { get; init; }
}
