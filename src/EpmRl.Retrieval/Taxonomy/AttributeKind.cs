namespace EpmRl.Retrieval.Taxonomy;

/// <summary>What the values of an attribute are, and so how they are read from a text.</summary>
public enum AttributeKind
{
    /// <summary>Named values: brands, colours, materials, product types. Found by label, alias and meaning.</summary>
    Categorical,

    /// <summary>Codes: part numbers, model numbers, GTINs. Found by their letters and digits.</summary>
    Identifier,

    /// <summary>A number with a unit: lengths, weights, capacities. Found as quantities and converted.</summary>
    Measurement,

    /// <summary>A bare number or count: ports, pieces in a pack. Found as numbers beside a role word.</summary>
    Number,

    /// <summary>Free text without a form of its own. Found by label and meaning alone.</summary>
    Text,
}
