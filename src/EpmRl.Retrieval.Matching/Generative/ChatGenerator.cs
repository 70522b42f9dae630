using System.Text.Json;
using Microsoft.Extensions.AI;

namespace EpmRl.Retrieval.Matching;

/// <summary>A generator over a chat client: any server on-premise, asked with a JSON schema.</summary>
/// <param name="client">The client, which the generator then owns.</param>
/// <param name="model">Name of the model, as decisions carry it.</param>
/// <param name="logProbabilities">Asks for log-probabilities; null for a client that has none.</param>
/// <param name="concurrency">Requests at once.</param>
internal sealed class ChatGenerator(IChatClient client, string model, IChatLogProbabilities? logProbabilities = null, int concurrency = 4)
    : IGenerator
{
    private const string SchemaName = "comparison";

    /// <inheritdoc/>
    public string Model => model;

    /// <inheritdoc/>
    public AnswerForm Form => AnswerForm.Json;

    /// <inheritdoc/>
    public int Concurrency => concurrency;

    /// <inheritdoc/>
    public bool Fits(GenerationPrompt prompt, int newTokens) => true;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Completion>> SampleAsync(
        GenerationPrompt prompt, SamplingOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentNullException.ThrowIfNull(options);
        List<ChatMessage> messages = MessagesOf(prompt);
        var completions = new Completion[options.Samples];
        for (int i = 0; i < completions.Length; i++)
        {
            ChatResponse response =
                await client.GetResponseAsync(messages, RequestOf(options, i), cancellationToken).ConfigureAwait(false);
            completions[i] = CompletionOf(response);
        }

        return completions;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<double>?> ScoreAsync(
        GenerationPrompt prompt, string given, IReadOnlyList<string> continuations, CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyList<double>?>(null); // chat completions score no given text

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private static List<ChatMessage> MessagesOf(GenerationPrompt prompt)
    {
        var messages = new List<ChatMessage> { new(ChatRole.System, prompt.Instructions) };
        foreach (PromptExample example in prompt.Examples)
        {
            messages.Add(new ChatMessage(ChatRole.User, example.Question));
            messages.Add(new ChatMessage(ChatRole.Assistant, example.Answer));
        }

        messages.Add(new ChatMessage(ChatRole.User, prompt.Question));
        return messages;
    }

    private ChatOptions RequestOf(SamplingOptions options, int sample)
    {
        var request = new ChatOptions
        {
            Temperature = (float)options.Temperature,
            Seed = options.Seed + sample,
            MaxOutputTokens = options.MaxTokens,
            StopSequences = options.Stops.Count == 0 ? null : [.. options.Stops],
            ResponseFormat = options.Grammar is { Kind: GrammarKind.JsonSchema } grammar
                ? ChatResponseFormat.ForJsonSchema(JsonSerializer.Deserialize<JsonElement>(grammar.Text), SchemaName)
                : null,
        };
        logProbabilities?.Request(request);
        return request;
    }

    private Completion CompletionOf(ChatResponse response) => new(
        response.Text,
        logProbabilities?.Read(response) ?? [],
        response.FinishReason == ChatFinishReason.Length ? CompletionEnd.Length
            : response.FinishReason is null || response.FinishReason == ChatFinishReason.Stop ? CompletionEnd.Stop
            : CompletionEnd.Other,
        (int)(response.Usage?.InputTokenCount ?? 0),
        (int)(response.Usage?.OutputTokenCount ?? 0));
}
