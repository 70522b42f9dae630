namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>How a call failed, as far as the caller acts on it.</summary>
internal enum QdrantFailure
{
    /// <summary>No answer, half an answer, or an error of the server's own.</summary>
    Unavailable,

    /// <summary>A time limit passed: ours, or the server's.</summary>
    Timeout,

    /// <summary>Too many calls; the server says when to come back.</summary>
    RateLimited,

    /// <summary>The request is larger than the server takes, or than its budget: smaller ones may pass.</summary>
    TooLarge,

    /// <summary>The collection, point or snapshot does not exist.</summary>
    NotFound,

    /// <summary>It exists already.</summary>
    Conflict,

    /// <summary>No key, or a wrong one.</summary>
    Unauthorized,

    /// <summary>The key may only read.</summary>
    Forbidden,

    /// <summary>The server does not take the request: wrong, or against a limit of strict mode.</summary>
    Refused,
}
