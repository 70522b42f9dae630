using Microsoft.Extensions.AI;
using OpenAI.Chat;

namespace EpmRl.Retrieval.Matching.Chat;

/// <summary>Log-probabilities of chat completions.</summary>
/// <param name="alternatives">Tokens asked for at every place.</param>
internal sealed class OpenAILogProbabilities(int alternatives) : IChatLogProbabilities
{
    private volatile bool isRefused;

    /// <summary>Asks for none from now on: the server refuses such requests.</summary>
    /// <returns>Whether they were asked for until now.</returns>
    public bool GiveUp()
    {
        bool asked = !isRefused && alternatives > 0;
        isRefused = true;
        return asked;
    }

    /// <summary>Whether requests ask for them.</summary>
    public bool IsAsked => !isRefused && alternatives > 0;

    /// <inheritdoc/>
    /// <remarks>Decided when the request is sent, so that a retry after a refusal asks for none.</remarks>
    public void Request(ChatOptions options) => options.RawRepresentationFactory = _ => IsAsked
        ? new ChatCompletionOptions { IncludeLogProbabilities = true, TopLogProbabilityCount = alternatives }
        : new ChatCompletionOptions();

    /// <inheritdoc/>
    public IReadOnlyList<CompletionToken> Read(ChatResponse response)
    {
        if (response.RawRepresentation is not ChatCompletion { ContentTokenLogProbabilities: { Count: > 0 } told })
        {
            return [];
        }

        // A token may be a part of a character, so places are counted in bytes.
        var tokens = new List<CompletionToken>(told.Count);
        int bytes = 0;
        byte[] all = System.Text.Encoding.UTF8.GetBytes(response.Text);
        foreach (ChatTokenLogProbabilityDetails token in told)
        {
            int start = System.Text.Encoding.UTF8.GetCharCount(all, 0, Math.Min(bytes, all.Length));
            tokens.Add(new CompletionToken(
                null, token.Token, start, token.LogProbability,
                [.. token.TopLogProbabilities.Select(other => new TokenAlternative(other.Token, other.LogProbability))]));
            bytes += token.Utf8Bytes?.Length ?? System.Text.Encoding.UTF8.GetByteCount(token.Token);
        }

        return tokens;
    }
}
