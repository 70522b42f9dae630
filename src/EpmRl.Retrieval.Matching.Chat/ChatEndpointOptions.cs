namespace EpmRl.Retrieval.Matching.Chat;

/// <summary>Settings of a server of chat completions.</summary>
internal sealed record ChatEndpointOptions
{
    /// <summary>Name of the model; null for the only one that the server lists.</summary>
    public string? Model { get; init; }

    /// <summary>The key; null sends none. It is never logged and never part of a message.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Longest wait for an answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Tries after the first, for failures that may pass.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>Wait before the second try; it doubles with each.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest wait between two tries; a server that asks for more fails at once.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Requests at once.</summary>
    public int Concurrency { get; init; } = 4;

    /// <summary>Tokens whose log-probability is asked for at every place; 0 asks for none.</summary>
    public int Alternatives { get; init; } = 10;
}
