using System.Net;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Server.Http;

namespace EpmRl.Retrieval.Server.Hosting;

/// <summary>Checks settings, each alone and against each other, before the service starts.</summary>
internal static class ServerChecks
{
    private const int LongestInput = 512; // tokens of an encoder of this family

    /// <summary>Checks them all.</summary>
    /// <exception cref="InvalidRequestException">Names every wrong setting.</exception>
    public static void Check(ServerOptions options)
    {
        List<string> problems = [.. Problems(options)];
        if (problems.Count > 0)
        {
            throw new InvalidRequestException(string.Join(Environment.NewLine, problems));
        }
    }

    /// <summary>What is wrong with settings.</summary>
    public static IEnumerable<string> Problems(ServerOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Model))
        {
            yield return "Model is not set. Name the folder of a model.";
        }

        if (!string.Equals(options.Precision, "auto", StringComparison.OrdinalIgnoreCase)
            && !Enum.TryParse(options.Precision, ignoreCase: true, out EncoderPrecision _))
        {
            yield return $"Precision is '{options.Precision}'; expected auto, fp32, fp16 or int8.";
        }

        if (!EncoderDevice.TryParse(options.Device, out _))
        {
            yield return $"Device is '{options.Device}'; expected auto, cpu, cuda or cuda:<number>.";
        }

        if (options.Catalogs.Count == 0)
        {
            yield return "Catalogs is empty. Name the index of at least one catalogue.";
        }

        foreach ((string name, CatalogOptions catalog) in options.Catalogs)
        {
            if (string.IsNullOrWhiteSpace(catalog.Index))
            {
                yield return $"Catalogs:{name}:Index is not set. Name the folder of an index.";
            }

            if (name.Length is 0 or > 64 || name.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('-' or '_')))
            {
                yield return $"Catalogs: '{name}' is not a name: 1 to 64 letters, digits, '-' and '_' expected.";
            }
        }

        LimitOptions limits = options.Limits;
        foreach ((string name, long value, long least) in new (string, long, long)[]
        {
            (nameof(limits.MaxBodyBytes), limits.MaxBodyBytes, 1 << 10),
            (nameof(limits.MaxItems), limits.MaxItems, 1),
            (nameof(limits.MaxTextCharacters), limits.MaxTextCharacters, 100),
            (nameof(limits.MaxConcurrentRequests), limits.MaxConcurrentRequests, 1),
            (nameof(limits.MaxQueuedTokens), limits.MaxQueuedTokens, LongestInput),
            (nameof(limits.MaxBatchTokens), limits.MaxBatchTokens, LongestInput),
            (nameof(limits.MaxUploadBytes), limits.MaxUploadBytes, 1 << 10),
            (nameof(limits.MaxLineBytes), limits.MaxLineBytes, 1 << 10),
            (nameof(options.Jobs.ChunkRows), options.Jobs.ChunkRows, 1),
        })
        {
            if (value < least)
            {
                yield return $"{name} is {value}; expected {least} or more.";
            }
        }

        // Limits that contradict each other would refuse for ever what another one allows.
        if (limits.MaxTextCharacters > limits.MaxBodyBytes)
        {
            yield return $"MaxTextCharacters ({limits.MaxTextCharacters}) is more than a body of MaxBodyBytes ({limits.MaxBodyBytes}) "
                + $"can hold.";
        }

        if (limits.MaxQueuedTokens < limits.MaxBatchTokens)
        {
            yield return $"MaxQueuedTokens ({limits.MaxQueuedTokens}) is less than MaxBatchTokens ({limits.MaxBatchTokens}): no batch "
                + $"would fill.";
        }

        if (limits.RequestTimeout < TimeSpan.FromMilliseconds(100))
        {
            yield return $"RequestTimeout is {limits.RequestTimeout}; expected 0.1 s or more.";
        }

        if (options.Jobs.WebhookHosts.Count > 0 && (options.Jobs.WebhookSecret?.Length ?? 0) < 16)
        {
            yield return "Jobs:WebhookHosts is set without a Jobs:WebhookSecret of 16 characters or more: receivers could not tell who "
                + "calls.";
        }

        if (options.Jobs.Retention < TimeSpan.FromMinutes(1))
        {
            yield return $"Jobs:Retention is {options.Jobs.Retention}; expected a minute or more.";
        }

        if (options.Worker && (options.Nats is null || options.Postgres is null))
        {
            yield return "Worker is set without Nats and Postgres: jobs reach a worker through the one, and it reports in the other.";
        }

        foreach (string proxy in options.Security.TrustedProxies.Where(proxy =>
            !IPNetwork.TryParse(proxy, out _) && !IPAddress.TryParse(proxy, out _)))
        {
            yield return $"Security:TrustedProxies: '{proxy}' is neither an address nor a network such as 10.0.0.0/8.";
        }

        if (options.Security.UserHeader is not null && options.Security.TrustedProxies.Count == 0)
        {
            yield return "Security:UserHeader is set without TrustedProxies: anybody could name themselves. Name the proxy's addresses.";
        }
    }
}
