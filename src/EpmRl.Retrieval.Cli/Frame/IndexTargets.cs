using System.CommandLine;
using System.Globalization;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Indexing.Qdrant;

namespace EpmRl.Retrieval.Cli.Frame;

/// <summary>The options that say where readers look for an index, and its opening.</summary>
internal sealed class IndexTargets
{
    private const string Nowhere = "none";

    private readonly Option<string> index;
    private readonly Option<string?> qdrant = new("--qdrant")
    {
        Description = "Address of a Qdrant where readers look, loaded from the folder; none for the folder itself. [default: QDRANT_URL, "
            + "else none] Keys come from QDRANT_API_KEY and QDRANT_READ_ONLY_API_KEY.",
        HelpName = "url",
    };

    private readonly Option<int?> grpcPort =
        new("--qdrant-grpc-port") { Description = "The gRPC port of that host. [default: QDRANT_GRPC_PORT, else 6334]", HelpName = "port" };
    private readonly Option<string?> alias =
        new("--qdrant-alias") { Description = "Qdrant's alias for the index. [default: the folder's name]", HelpName = "name" };
    private readonly Option<double?> timeout =
        new("--qdrant-timeout") { Description = "Longest wait for one answer of Qdrant to a read. [default: 5]", HelpName = "seconds" };

    /// <summary>Makes the options.</summary>
    /// <param name="required">Whether a command line must name an index.</param>
    public IndexTargets(bool required = true)
    {
        index = CommonOptions.Index(required);
        timeout.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1
                && double.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out double seconds)
                && seconds is not (>= 0.1 and <= 600))
            {
                result.AddError("--qdrant-timeout: 0.1 to 600 seconds expected.");
            }
        });
    }

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(index);
        command.Add(qdrant);
        command.Add(grpcPort);
        command.Add(alias);
        command.Add(timeout);
    }

    /// <summary>The folder in which versions are built; null when none was given.</summary>
    public string? FolderOf(ParseResult parsed) => parsed.GetValue(index);

    /// <summary>Opens the version that readers see.</summary>
    /// <exception cref="IndexFormatException">There is no index, or it is damaged.</exception>
    /// <exception cref="IndexUnavailableException">Qdrant does not answer, or refuses.</exception>
    public async Task<IVectorIndex> OpenAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return QdrantOf(parsed) is { } options
            ? await QdrantVectorIndex.OpenAsync(options, cancellationToken)
            : EmbeddedVectorIndex.Open(parsed.GetRequiredValue(index));
    }

    /// <summary>The server that is loaded from the folder's versions; null when the folder itself is where readers look.</summary>
    public QdrantTarget? ServerOf(ParseResult parsed) => QdrantOf(parsed) is { } options ? new QdrantTarget(options) : null;

    /// <summary>Where Qdrant is; null when the folder itself is where readers look.</summary>
    /// <exception cref="UsageException">The address is not a URL.</exception>
    public QdrantOptions? QdrantOf(ParseResult parsed)
    {
        Terminal terminal = Invocation.TerminalOf(parsed);
        string? address = parsed.GetValue(qdrant) ?? terminal.Variable("QDRANT_URL");
        if (address is null or Nowhere || FolderOf(parsed) is not { } folder)
        {
            return null;
        }

        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("http" or "https"))
        {
            throw new UsageException($"--qdrant is '{address}'; an address like http://localhost:6333 expected.");
        }

        var options = new QdrantOptions
        {
            Address = uri,
            GrpcPort = parsed.GetValue(grpcPort) ?? PortOf(terminal) ?? QdrantOptions.DefaultGrpcPort,
            IndexFolder = folder,
            Alias = parsed.GetValue(alias) ?? QdrantOptions.AliasOf(folder),
            ApiKey = terminal.Variable("QDRANT_API_KEY"),
            ReadOnlyApiKey = terminal.Variable("QDRANT_READ_ONLY_API_KEY"),
            CertificateAuthorityFile = terminal.Variable("QDRANT_CA_FILE"),
        };
        options = parsed.GetValue(timeout) is { } seconds ? options with { ReadTimeout = TimeSpan.FromSeconds(seconds) } : options;
        try
        {
            options.Check();
        }
        catch (ArgumentException wrong)
        {
            throw new UsageException(wrong.Message.Replace($" (Parameter '{wrong.ParamName}')", "", StringComparison.Ordinal));
        }

        if (options.KeyWarning is { } warning)
        {
            terminal.Warn(warning);
        }

        return options;
    }

    private static int? PortOf(Terminal terminal) => terminal.Variable("QDRANT_GRPC_PORT") is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) ? port
        : throw new UsageException($"QDRANT_GRPC_PORT is '{text}'; a port like {QdrantOptions.DefaultGrpcPort} expected.");
}
