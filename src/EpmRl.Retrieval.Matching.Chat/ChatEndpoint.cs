using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Models;

namespace EpmRl.Retrieval.Matching.Chat;

/// <summary>Opens servers of OpenAI's chat completions on-premise. Only the host named is ever spoken to.</summary>
internal static class ChatEndpoint
{
    /// <summary>Opens a server.</summary>
    /// <param name="address">Its address, http or https, mostly ending in <c>/v1</c>.</param>
    /// <param name="options">Model, key, limits; null for the defaults.</param>
    /// <param name="time">The clock of limits and waits; null for the system's.</param>
    /// <param name="cancellationToken">Cancels the look-up of the model.</param>
    /// <exception cref="GeneratorException">The server cannot be reached, or refuses.</exception>
    /// <exception cref="InvalidRequestException">The address is none, or the server has several models and none is named.</exception>
    public static async Task<ChatGenerator> OpenAsync(
        Uri address, ChatEndpointOptions? options = null, TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        options ??= new ChatEndpointOptions();
        if (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https") || address.UserInfo.Length > 0)
        {
            throw new InvalidRequestException(
                $"'{address.OriginalString}' is no address of a server: expected http or https, a host, and no user or key in it.");
        }

        var http = new HttpClient(new NamedHostHandler(address, options.ApiKey is { Length: > 0 }, options.Timeout))
        {
            Timeout = Timeout.InfiniteTimeSpan, // each try has a limit of its own
        };
        var client = new OpenAIClient(
            new ApiKeyCredential(options.ApiKey is { Length: > 0 } key ? key : "none"),
            new OpenAIClientOptions
            {
                Endpoint = address,
                Transport = new HttpClientPipelineTransport(http),
                RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
                NetworkTimeout = Timeout.InfiniteTimeSpan,
                EnableDistributedTracing = false,
            });
        var logProbabilities = new OpenAILogProbabilities(options.Alternatives);
        ResilientChatClient Wrapped(IChatClient inner) => new(inner, address, options, logProbabilities, time ?? TimeProvider.System);

        try
        {
            string model = options.Model ?? await OnlyModelAsync(
                client.GetOpenAIModelClient(), Wrapped(client.GetChatClient("none").AsIChatClient()), address, cancellationToken)
                .ConfigureAwait(false);
            return new ChatGenerator(
                new OwningChatClient(Wrapped(client.GetChatClient(model).AsIChatClient()), http), model, logProbabilities,
                options.Concurrency);
        }
        catch
        {
            http.Dispose();
            throw;
        }
    }

    private static async Task<string> OnlyModelAsync(
        OpenAIModelClient models, ResilientChatClient calls, Uri address, CancellationToken cancellationToken)
    {
        const int MostNamed = 10;
        ClientResult<OpenAIModelCollection> listed =
            await calls.CallAsync(token => models.GetModelsAsync(token), cancellationToken).ConfigureAwait(false);
        string[] names = [.. listed.Value.Select(model => model.Id)];
        return names.Length == 1 ? names[0] : throw new InvalidRequestException(names.Length == 0
            ? $"The server at {address.Authority} lists no model. Load one, or name it after '#' in the address."
            : $"The server at {address.Authority} has {names.Length} models: {string.Join(", ", names.Take(MostNamed))}"
                + $"{(names.Length > MostNamed ? ", …" : "")}. Name one after '#' in the address.");
    }
}
