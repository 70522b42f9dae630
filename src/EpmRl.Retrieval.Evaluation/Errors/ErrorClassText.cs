namespace EpmRl.Retrieval.Evaluation;

/// <summary>Names and remedies of error classes in reports.</summary>
internal static class ErrorClassText
{
    /// <summary>A short name.</summary>
    public static string NameOf(ErrorClass kind) => kind switch
    {
        ErrorClass.ContradictedLabel => "same text, other label",
        ErrorClass.SpellingOfLabel => "label spelled differently",
        ErrorClass.UnknownAttribute => "attribute not in the taxonomy",
        ErrorClass.OtherAttribute => "value of another attribute",
        ErrorClass.WrongCandidate => "wrong candidate chosen",
        ErrorClass.HeldBack => "right, but held back",
        ErrorClass.InventedFromText => "invented: read in the text",
        ErrorClass.InventedByMeaning => "invented: by meaning alone",
        ErrorClass.ExplicitNotFound => "in the text, not found",
        ErrorClass.ImplicitNotFound => "implicit, not found",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>A possible remedy, in a sentence.</summary>
    public static string RemedyOf(ErrorClass kind) => kind switch
    {
        ErrorClass.ContradictedLabel => "Decide which label is right and correct the other; no engine can give both.",
        ErrorClass.SpellingOfLabel => "Merge the spellings in the taxonomy, or compare labels normalized.",
        ErrorClass.UnknownAttribute => "Add the attribute to the category.",
        ErrorClass.OtherAttribute => "Declare role words or places in chains, or label more listings with both attributes.",
        ErrorClass.WrongCandidate => "Describe the difference between the values in the taxonomy, or label more listings with them.",
        ErrorClass.HeldBack =>
            "Label more listings of the attribute, so that its threshold is more accurate; or accept a lower precision.",
        ErrorClass.InventedFromText =>
            "Check whether the label is missing; otherwise declare role words, or label listings without a value.",
        ErrorClass.InventedByMeaning => "Label listings without a value, or require a higher precision.",
        ErrorClass.ExplicitNotFound => "Add the value or an alias to the list, or declare unit and kind so that it can be read.",
        ErrorClass.ImplicitNotFound => "Train the encoder, or describe the value in the taxonomy.",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
