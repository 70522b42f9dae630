namespace EpmRl.Retrieval.Taxonomy;

/// <summary>The kind of an attribute's values, which determines how they are read from a text.</summary>
public enum AttributeKind
{
    /// <summary>Named values: brands, colours, materials, product types. Found by label, alias and meaning.</summary>
    Categorical,

    /// <summary>Codes: part numbers, model numbers, GTINs. Found by their letters and digits.</summary>
    Identifier,

    /// <summary>A number with a unit: lengths, weights, capacities. Found as quantities and converted.</summary>
    Measurement,

    /// <summary>A bare number or count: ports, pieces in a pack. Found as numbers next to a role word.</summary>
    Number,

    /// <summary>Free text without a special form. Found only by label and meaning.</summary>
    Text,
}
