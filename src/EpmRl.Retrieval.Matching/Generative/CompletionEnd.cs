namespace EpmRl.Retrieval.Matching;

/// <summary>Why an answer ended.</summary>
internal enum CompletionEnd
{
    /// <summary>The model ended it, or a stop did.</summary>
    Stop,

    /// <summary>It reached the limit of tokens.</summary>
    Length,

    /// <summary>Anything else: a filter of the server, a call of a tool.</summary>
    Other,
}
