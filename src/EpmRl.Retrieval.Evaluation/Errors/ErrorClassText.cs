namespace EpmRl.Retrieval.Evaluation;

/// <summary>What people read about a class of errors.</summary>
internal static class ErrorClassText
{
    /// <summary>A name of a few words.</summary>
    public static string NameOf(ErrorClass kind) => kind switch
    {
        ErrorClass.ContradictedLabel => "same text, other label",
        ErrorClass.SpellingOfLabel => "label spelled otherwise",
        ErrorClass.UnknownAttribute => "attribute not in the taxonomy",
        ErrorClass.OtherAttribute => "value of another attribute",
        ErrorClass.WrongCandidate => "wrong one of the candidates",
        ErrorClass.HeldBack => "right, but held back",
        ErrorClass.InventedFromText => "invented: read in the text",
        ErrorClass.InventedByMeaning => "invented: by meaning alone",
        ErrorClass.ExplicitNotFound => "stands in the text, not found",
        ErrorClass.ImplicitNotFound => "implicit, not found",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>What would help, in a sentence.</summary>
    public static string RemedyOf(ErrorClass kind) => kind switch
    {
        ErrorClass.ContradictedLabel => "Decide which label is right and correct the other; no engine can give both.",
        ErrorClass.SpellingOfLabel => "Merge the spellings in the taxonomy, or compare labels normalized.",
        ErrorClass.UnknownAttribute => "Add the attribute to the category.",
        ErrorClass.OtherAttribute => "Declare role words or places in chains, or label more listings with both attributes.",
        ErrorClass.WrongCandidate => "Describe in the taxonomy what tells the values apart, or label more listings with them.",
        ErrorClass.HeldBack =>
            "Label more listings of the attribute, so that its threshold is better known; lower precision is the other way.",
        ErrorClass.InventedFromText => "Look whether the label is missing; else declare role words, or label listings without a value.",
        ErrorClass.InventedByMeaning => "Label listings without a value, or demand more precision.",
        ErrorClass.ExplicitNotFound => "Add the value or an alias to the list, or declare unit and kind so that it can be read.",
        ErrorClass.ImplicitNotFound => "Train the encoder, or describe the value in the taxonomy.",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
