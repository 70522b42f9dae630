namespace EpmRl.Retrieval.Identification;

/// <summary>The outcome of an attribute of a listing.</summary>
public enum AnswerStatus
{
    /// <summary>The listing has the value.</summary>
    Value,

    /// <summary>No value fits; <see cref="AttributeAnswer.Reason"/> says why. An answer, not an error.</summary>
    NoValue,

    /// <summary>A value was found but needs a manual check; the answer still carries it.</summary>
    NeedsReview,
}
