using System.ClientModel;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Polly;
using Polly.Retry;

namespace EpmRl.Retrieval.Matching.Chat;

/// <summary>A chat client with a time limit for each try, retries of failures that may pass, and one kind of exception.</summary>
internal sealed class ResilientChatClient : DelegatingChatClient
{
    private const int LongestExcerpt = 300;

    private readonly Uri address;
    private readonly ChatEndpointOptions options;
    private readonly OpenAILogProbabilities logProbabilities;
    private readonly TimeProvider time;
    private readonly ResiliencePipeline retries;

    /// <summary>Wraps a client, which it then owns.</summary>
    public ResilientChatClient(
        IChatClient inner, Uri address, ChatEndpointOptions options, OpenAILogProbabilities logProbabilities, TimeProvider time)
        : base(inner)
    {
        (this.address, this.options, this.logProbabilities, this.time) = (address, options, logProbabilities, time);
        retries = RetriesOf(options, time);
    }

    /// <inheritdoc/>
    /// <exception cref="GeneratorException">The server failed or refused, after all tries.</exception>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ChatMessage[] sent = [.. messages];
        return await CallAsync(
            token => base.GetResponseAsync(sent, options, token), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a request, in tries.</summary>
    /// <exception cref="GeneratorException">The server failed or refused, after all tries.</exception>
    public async Task<T> CallAsync<T>(Func<CancellationToken, Task<T>> send, CancellationToken cancellationToken) =>
        await retries.ExecuteAsync(
            async token =>
            {
                try
                {
                    return await TryAsync(send, token).ConfigureAwait(false);
                }
                catch (GeneratorException refused) when (IsOfLogProbabilities(refused) && logProbabilities.GiveUp())
                {
                    return await TryAsync(send, token).ConfigureAwait(false);
                }
            },
            cancellationToken).ConfigureAwait(false);

    private async Task<T> TryAsync<T>(Func<CancellationToken, Task<T>> send, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await send(either.Token).ConfigureAwait(false);
        }
        catch (Exception cancelled) when (cancelled is OperationCanceledException or IOException or HttpRequestException
            && (limit.IsCancellationRequested || cancellationToken.IsCancellationRequested))
        {
            cancellationToken.ThrowIfCancellationRequested();
            string seconds = options.Timeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
            throw new GeneratorException(
                $"The server at {Server} gave no answer within {seconds} s. Check that it runs and is not overloaded.",
                isTransient: true, new TimeoutException("The request's time limit passed.", cancelled));
        }
        catch (ClientResultException failed)
        {
            throw Explained(failed);
        }
        catch (HttpRequestException unreachable)
        {
            throw new GeneratorException(
                $"The server at {Server} cannot be reached: {unreachable.Message.TrimEnd('.')}. Check its address and that it runs.",
                isTransient: true, unreachable);
        }
        catch (Exception garbage) when (garbage is JsonException or FormatException or KeyNotFoundException or ArgumentException
            or InvalidOperationException or IOException or NullReferenceException)
        {
            // The client's parser throws all of these on an answer of another kind.
            throw new GeneratorException(
                $"The server at {Server} answered with something that is no chat completion ({garbage.GetType().Name}). "
                    + "Name the address of its OpenAI-compatible interface, which mostly ends in '/v1'.",
                isTransient: garbage is IOException, garbage);
        }
    }

    private string Server => $"{address.Scheme}://{address.Authority}{address.AbsolutePath}";

    private GeneratorException Explained(ClientResultException failed)
    {
        if (failed.Status == 0)
        {
            return new GeneratorException(
                $"The server at {Server} cannot be reached: {Excerpt(failed.Message)}. Check its address and that it runs.",
                isTransient: true, failed);
        }

        bool isTransient = failed.Status is 408 or 425 or 429 or >= 500;
        string advice = failed.Status switch
        {
            401 or 403 => "Check the key.",
            404 => "Check the model's name, and the address, which mostly ends in '/v1'.",
            >= 300 and < 400 => "Redirects are not followed, so that no text reaches another host. Name the final address.",
            _ when isTransient => "Try again later, or with fewer requests at once.",
            _ => "The server must take chat completions with a JSON schema.",
        };
        return new GeneratorException(
            $"The server at {Server} answered {failed.Status.ToString(CultureInfo.InvariantCulture)}: {Excerpt(BodyOf(failed))}. {advice}",
            isTransient, failed);
    }

    private string BodyOf(ClientResultException failed)
    {
        string body = failed.GetRawResponse()?.Content?.ToString() ?? "";
        return body.Length > 0 ? body : failed.Message;
    }

    // A server may repeat the request's header in its complaint.
    private string Excerpt(string text)
    {
        string hidden = options.ApiKey is { Length: > 0 } key ? text.Replace(key, "…", StringComparison.Ordinal) : text;
        string line = string.Join(' ', hidden.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.');
        return line.Length <= LongestExcerpt ? line : line[..LongestExcerpt] + "…";
    }

    private static bool IsOfLogProbabilities(GeneratorException refused) =>
        refused.InnerException is ClientResultException { Status: >= 400 and < 500 }
        && refused.Message.Contains("logprob", StringComparison.OrdinalIgnoreCase);

    private static ResiliencePipeline RetriesOf(ChatEndpointOptions options, TimeProvider time) => options.Retries == 0
        ? ResiliencePipeline.Empty
        : new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = options.Retries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true, // retries of many requests must not coincide
                Delay = options.RetryDelay,
                MaxDelay = options.LongestWait,
                ShouldHandle = arguments => ValueTask.FromResult(
                    arguments.Outcome.Exception is GeneratorException { IsTransient: true } failed
                    && !(RetryAfter(failed) > options.LongestWait)),
                DelayGenerator = arguments => ValueTask.FromResult(RetryAfter(arguments.Outcome.Exception)),
            })
            .Build();

    private static TimeSpan? RetryAfter(Exception? failed) =>
        failed?.InnerException is ClientResultException refused
        && refused.GetRawResponse() is { } response && response.Headers.TryGetValue("Retry-After", out string? text)
        && double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) && seconds < 1e6
            ? TimeSpan.FromSeconds(seconds)
            : null;
}
