using System.Collections;
using System.Globalization;

namespace EpmRl.Retrieval.Server.Hosting;

/// <summary>
/// Settings from a configuration file, the environment and the command line; the later ones win. Secrets come from the first two alone: a
/// command line is visible to other users of the machine.
/// </summary>
internal static class ServerSettings
{
    /// <summary>Section of <see cref="ServerOptions"/>; <c>Kestrel</c> (TLS) and <c>Logging</c> are sections of the framework.</summary>
    public const string Section = "Server";

    /// <summary>Variables begin with this: <c>EPMRL_Server__Limits__MaxItems</c>.</summary>
    public const string EnvironmentPrefix = "EPMRL_";

    private static readonly (string Variable, string Key)[] Variables =
    [
        ("EPMRL_POSTGRES", $"{Section}:{nameof(ServerOptions.Postgres)}"),
        ("EPMRL_NATS", $"{Section}:{nameof(ServerOptions.Nats)}"),
        ("QDRANT_API_KEY", $"{Section}:{nameof(ServerOptions.Qdrant)}:{nameof(QdrantServerOptions.ApiKey)}"),
        ("QDRANT_READ_ONLY_API_KEY", $"{Section}:{nameof(ServerOptions.Qdrant)}:{nameof(QdrantServerOptions.ReadOnlyApiKey)}"),
        ("QDRANT_CA_FILE", $"{Section}:{nameof(ServerOptions.Qdrant)}:{nameof(QdrantServerOptions.CertificateAuthorityFile)}"),
    ];

    private static readonly string[] Sections = [Section, "Kestrel", "Logging"];

    /// <summary>Reads settings.</summary>
    /// <param name="file">A JSON file; null for none.</param>
    /// <param name="environment">The variables of the process.</param>
    /// <param name="given">Settings of the command line: keys below <see cref="Section"/>.</param>
    /// <returns>The settings, and the whole configuration with the framework's sections.</returns>
    /// <exception cref="InvalidRequestException">The file is missing or malformed, or a key is unknown or has a wrong value.</exception>
    public static (ServerOptions Options, IConfiguration Configuration) Load(
        string? file, IDictionary environment, IReadOnlyDictionary<string, string?> given)
    {
        var builder = new ConfigurationBuilder();
        if (file is not null)
        {
            if (!File.Exists(file))
            {
                throw new InvalidRequestException($"There is no configuration file '{file}'.");
            }

            builder.AddJsonFile(Path.GetFullPath(file), optional: false, reloadOnChange: false);
        }

        builder.AddInMemoryCollection(OfEnvironment(environment));
        builder.AddInMemoryCollection(given.ToDictionary(setting => $"{Section}:{setting.Key}", setting => setting.Value));
        try
        {
            IConfigurationRoot configuration = builder.Build();
            foreach (IConfigurationSection unknown in configuration.GetChildren()
                .Where(one => !Sections.Contains(one.Key, StringComparer.OrdinalIgnoreCase)))
            {
                throw new InvalidRequestException(
                    $"{file ?? "the environment"}: there is no section '{unknown.Key}'. Expected: {string.Join(", ", Sections)}.");
            }

            // Keys of a Qdrant without an address belong to other programs.
            IConfigurationSection section = configuration.GetSection(Section);
            ServerOptions options = section.Get<ServerOptions>(binder => binder.ErrorOnUnknownConfiguration = true) ?? new ServerOptions();
            if (section[$"{nameof(ServerOptions.Qdrant)}:{nameof(QdrantServerOptions.Address)}"] is null)
            {
                options.Qdrant = null;
            }

            return (options, configuration);
        }
        catch (Exception wrong) when (wrong is InvalidDataException or InvalidOperationException or FormatException)
        {
            string cause = wrong.InnerException is { } inner ? $" {inner.Message}" : "";
            throw new InvalidRequestException($"{file ?? "Settings"}: {wrong.Message}{cause}", wrong);
        }
    }

    /// <summary>The settings as lines of <c>key = value</c>, secrets hidden.</summary>
    public static IEnumerable<(string Key, string Value)> Describe(ServerOptions options)
    {
        yield return ("urls", options.Urls);
        yield return ("data", Path.GetFullPath(options.DataFolder));
        yield return ("model", $"{options.Model} {options.Precision} {options.Device}");
        foreach ((string name, CatalogOptions catalog) in options.Catalogs)
        {
            yield return ($"catalogue {name}",
                $"index {catalog.Index}, taxonomy {catalog.Taxonomy ?? "none"}, matcher {catalog.Matcher ?? "none"}");
        }

        yield return ("database", options.Postgres is null ? "SQLite in the data folder" : "PostgreSQL (connection set)");
        yield return ("jobs", options.Nats is null ? "in this process" : $"NATS at {WithoutSecret(options.Nats)}");
        yield return ("qdrant", options.Qdrant is null
            ? "none"
            : $"{options.Qdrant.Address}, gRPC port {options.Qdrant.GrpcPort}, key {(options.Qdrant.ApiKey is null ? "not set" : "set")}");
        yield return ("people", options.Security.Authority is { } authority ? $"tokens of {authority}"
            : options.Security.UserHeader is { } header ? $"header {header} of trusted proxies" : "keys alone");
        LimitOptions limits = options.Limits;
        yield return ("limits", string.Create(CultureInfo.InvariantCulture, 
            $"{limits.MaxConcurrentRequests} requests at a time, {limits.MaxQueuedTokens} tokens queued, {limits.MaxItems} items, "
                + $"{limits.MaxBodyBytes} bytes a body, {limits.RequestTimeout.TotalSeconds} s"));
    }

    private static Dictionary<string, string?> OfEnvironment(IDictionary environment)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry variable in environment)
        {
            string name = (string)variable.Key;
            string key = name.StartsWith(EnvironmentPrefix, StringComparison.OrdinalIgnoreCase)
                ? name[EnvironmentPrefix.Length..].Replace("__", ":", StringComparison.Ordinal)
                : "";
            if (Sections.Any(section => key.StartsWith(section + ":", StringComparison.OrdinalIgnoreCase)))
            {
                settings[key] = (string?)variable.Value;
            }
        }

        foreach ((string variable, string key) in Variables)
        {
            if (environment[variable] is string { Length: > 0 } value)
            {
                settings[key] = value;
            }
        }

        return settings;
    }

    // nats://user:password@host is a valid address.
    private static string WithoutSecret(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && uri.UserInfo.Length > 0
            ? address.Replace(uri.UserInfo + "@", "…@", StringComparison.Ordinal)
            : address;
}
