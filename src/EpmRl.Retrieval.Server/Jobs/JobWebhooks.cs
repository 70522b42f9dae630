using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using EpmRl.Retrieval.Server.Hosting;
using EpmRl.Retrieval.Server.Http;

namespace EpmRl.Retrieval.Server.Jobs;

/// <summary>
/// Calls the webhooks of jobs that ended, at least once each: calls and their times are in the database, so that a restart forgets none.
/// Only hosts that the configuration names are called, without proxy and without following redirects.
/// </summary>
/// <remarks>
/// The body is <c>{"event":"job.completed","job":{…}}</c>. <c>Epmrl-Signature: t=1767225600,v1=…</c> is the hexadecimal HMAC-SHA256 of
/// <c>{t}.{body}</c> with the configured secret; a receiver compares it and refuses an old <c>t</c>.
/// </remarks>
internal sealed class JobWebhooks(JobStore store, ServerOptions options, TimeProvider time, ILogger<JobWebhooks> logger) : IDisposable
{
    /// <summary>Header of the signature.</summary>
    public const string SignatureHeader = "Epmrl-Signature";

    private const int MaxAttempts = 10, AtATime = 8; // a receiver that does not answer holds up few others
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    private readonly HttpClient client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false, UseProxy = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(5),
    })
    {
        Timeout = TimeSpan.FromSeconds(15), MaxResponseContentBufferSize = 1 << 16,
    };

    /// <summary>Refuses an address that will not be called.</summary>
    /// <exception cref="RequestException">Its host is not allowed.</exception>
    public static void ThrowIfNotAllowed(Uri address, JobOptions options)
    {
        if (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https") || address.UserInfo.Length > 0)
        {
            throw RequestException.Invalid("'webhook' is not an http or https address without a user name.", "webhook");
        }

        if (!IsAllowed(address, options))
        {
            throw RequestException.Invalid($"'webhook' names the host '{address.Authority}', which Jobs:WebhookHosts does not allow.",
                "webhook");
        }
    }

    /// <summary>Calls what is due until it is stopped.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await Parallel.ForEachAsync(
                    await store.WebhooksDueAsync(cancellationToken),
                    new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellationToken },
                    async (job, token) => await CallAsync(job, token));
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                logger.JobsWait(failure.GetType().Name, failure.GetBaseException().Message);
            }

            await Task.Delay(Look, time, cancellationToken);
        }
    }

    /// <summary>The signature of a body.</summary>
    /// <param name="secret">The configured secret.</param>
    /// <param name="seconds">Seconds since 1970.</param>
    /// <param name="body">The body.</param>
    public static string Sign(string secret, long seconds, ReadOnlySpan<byte> body)
    {
        string stamp = seconds.ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. System.Text.Encoding.UTF8.GetBytes(stamp + "."), .. body];
        return $"t={stamp},v1={Convert.ToHexStringLower(HMACSHA256.HashData(System.Text.Encoding.UTF8.GetBytes(secret), signed))}";
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    // A host alone allows every port of it; 'host:port' only that one.
    private static bool IsAllowed(Uri address, JobOptions options) => options.WebhookHosts.Any(host =>
        host.Equals(address.Host, StringComparison.OrdinalIgnoreCase)
        || host.Equals(address.Host + ":" + address.Port.ToString(CultureInfo.InvariantCulture), StringComparison.OrdinalIgnoreCase));

    private async Task CallAsync(JobRow job, CancellationToken cancellationToken)
    {
        // The configuration may have changed since the job was made.
        if (JobSettings.Parse(job.Settings).Webhook is not { } address || !IsAllowed(address, options.Jobs)
            || options.Jobs.WebhookSecret is not { Length: > 0 } secret)
        {
            await store.WebhookCalledAsync(job.Id, job.WebhookAttempts, null, cancellationToken);
            return;
        }

        JobProgress progress =
            (await store.ProgressAsync([job.Id], cancellationToken)).GetValueOrDefault(job.Id, JobProgress.None);
        string state = JsonNamingPolicy.SnakeCaseLower.ConvertName(job.State.ToString());
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(
            new { @event = $"job.{state}", job = JobInfo.Of(job, progress, store, options.Jobs) }, JobSettings.Json);
        int attempt = job.WebhookAttempts + 1;
        string? fault = await SendAsync(address, secret, body, job.Id, cancellationToken);
        if (fault is null || attempt >= MaxAttempts)
        {
            if (fault is not null)
            {
                logger.WebhookFailed(job.Id, attempt, $"{fault}; given up");
            }

            await store.WebhookCalledAsync(job.Id, attempt, null, cancellationToken);
            return;
        }

        logger.WebhookFailed(job.Id, attempt, fault);
        double seconds = Math.Min(Math.Pow(2, attempt), LongestPause.TotalSeconds);
        await store.WebhookCalledAsync(job.Id, attempt, store.Now + (long)(seconds * 1000), cancellationToken);
    }

    /// <returns>Why the call failed; null when the receiver took it.</returns>
    private async Task<string?> SendAsync(Uri address, string secret, byte[] body, string job, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add(SignatureHeader, Sign(secret, time.GetUtcNow().ToUnixTimeSeconds(), body));
        request.Headers.Add("Epmrl-Job", job);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("epmrl", null));
        try
        {
            using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead,
                cancellationToken);
            return response.IsSuccessStatusCode ? null : $"answered with {(int)response.StatusCode}";
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException
            && !cancellationToken.IsCancellationRequested)
        {
            return failure is HttpRequestException http ? $"not reached ({http.HttpRequestError})" : "no answer in time";
        }
    }
}
