namespace EpmRl.Retrieval.Training.Matching;

/// <summary>The truth about two listings.</summary>
internal enum PairKind
{
    /// <summary>No match; whether it is a variant is not known.</summary>
    Other,

    /// <summary>The same product.</summary>
    Same,

    /// <summary>Another variant of the product, composed by an edit.</summary>
    Variant,

    /// <summary>Another product, composed by an edit.</summary>
    Different,
}
