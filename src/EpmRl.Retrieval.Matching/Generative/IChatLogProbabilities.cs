using Microsoft.Extensions.AI;

namespace EpmRl.Retrieval.Matching;

/// <summary>Asks a kind of chat client for log-probabilities, which the common interface has no place for.</summary>
internal interface IChatLogProbabilities
{
    /// <summary>Changes a request so that it asks for them.</summary>
    void Request(ChatOptions options);

    /// <summary>The tokens of an answer; empty where the server told none.</summary>
    IReadOnlyList<CompletionToken> Read(ChatResponse response);
}
