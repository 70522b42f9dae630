namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>How a call failed, as far as the caller's reaction depends on it.</summary>
internal enum QdrantFailure
{
    /// <summary>No answer, an incomplete answer, or an internal error of the server.</summary>
    Unavailable,

    /// <summary>A time limit passed, ours or the server's.</summary>
    Timeout,

    /// <summary>Too many calls; the server says when to retry.</summary>
    RateLimited,

    /// <summary>The request exceeds the server's limits or its budget: smaller ones may pass.</summary>
    TooLarge,

    /// <summary>The collection, point or snapshot does not exist.</summary>
    NotFound,

    /// <summary>It already exists.</summary>
    Conflict,

    /// <summary>The key is missing or wrong.</summary>
    Unauthorized,

    /// <summary>The key is read-only.</summary>
    Forbidden,

    /// <summary>The server rejects the request: it is invalid, or exceeds a limit of strict mode.</summary>
    Refused,
}
