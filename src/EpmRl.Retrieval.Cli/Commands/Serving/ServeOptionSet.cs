using System.CommandLine;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Server.Hosting;
using Microsoft.Extensions.Configuration;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>The options that name what a service serves; a configuration file or the environment may name it instead.</summary>
internal sealed class ServeOptionSet
{
    private readonly Option<string?> config = new("--config")
    {
        Description = "JSON file of settings; options and EPMRL_Server__… variables win over it.", HelpName = "file",
    };

    private readonly Option<string?> index = new EnvironmentOption<string?>("EPMRL_INDEX", "--index", "-x")
    {
        Description = "Folder of the index of the catalogue 'default'.", HelpName = "folder",
    };

    private readonly Option<string?> taxonomy = new("--taxonomy", "-t")
    {
        Description = "Folder of its taxonomy, to edit and reindex it.", HelpName = "folder",
    };

    private readonly Option<string?> model = CommonOptions.Model();
    private readonly Option<string> precision = CommonOptions.Precision();
    private readonly Option<string> device = CommonOptions.Device();
    private readonly Option<string?> matcher = new("--matcher")
    {
        Description = "Folder of the matcher of pairs. [default: models/matcher-default, looked up like the model]", HelpName = "folder",
    };

    private readonly Option<string?> data = new("--data")
    {
        Description = "Folder of the service's own data: database, uploads, results. [default: data]", HelpName = "folder",
    };

    private readonly Option<string?> qdrant = new("--qdrant")
    {
        Description = "Address of a Qdrant that holds the indexes; keys come from QDRANT_API_KEY and QDRANT_READ_ONLY_API_KEY.",
        HelpName = "url",
    };

    private readonly Option<string?> nats = new("--nats")
    {
        Description = "Address of a NATS server that hands jobs to workers. [default: EPMRL_NATS, else jobs run in this process]",
        HelpName = "url",
    };

    private readonly Option<string?> urls = new("--urls")
    {
        Description = "Addresses to listen on. [default: http://127.0.0.1:8080]", HelpName = "urls",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[config, index, taxonomy, model, precision, device, matcher, data, qdrant, nats, urls])
        {
            command.Add(option);
        }
    }

    /// <summary>The settings of a command line, of the file that it names, and of the environment.</summary>
    /// <exception cref="InvalidRequestException">A setting is wrong.</exception>
    public (ServerOptions Options, IConfiguration Configuration) Load(ParseResult parsed, Terminal terminal)
    {
        string catalog = $"{nameof(ServerOptions.Catalogs)}:{ServerOptions.DefaultCatalog}";
        var given = new Dictionary<string, string?>();
        foreach ((string key, Option option) in new (string, Option)[]
        {
            ($"{catalog}:{nameof(CatalogOptions.Index)}", index),
            ($"{catalog}:{nameof(CatalogOptions.Taxonomy)}", taxonomy),
            ($"{catalog}:{nameof(CatalogOptions.Matcher)}", matcher),
            (nameof(ServerOptions.Model), model),
            (nameof(ServerOptions.Precision), precision),
            (nameof(ServerOptions.Device), device),
            (nameof(ServerOptions.DataFolder), data),
            ($"{nameof(ServerOptions.Qdrant)}:{nameof(QdrantServerOptions.Address)}", qdrant),
            (nameof(ServerOptions.Nats), nats),
            (nameof(ServerOptions.Urls), urls),
        })
        {
            if (parsed.GetResult(option) is { Implicit: false } && parsed.GetValue((Option<string?>)option) is { } value)
            {
                given[key] = value;
            }
        }

        (ServerOptions options, IConfiguration configuration) =
            ServerSettings.Load(parsed.GetValue(config), Environment.GetEnvironmentVariables(), given);
        options.Model = options.Model.Length > 0 ? options.Model : ModelPath.Resolve(null);
        if (options.Catalogs.TryGetValue(ServerOptions.DefaultCatalog, out CatalogOptions? standard))
        {
            standard.Matcher ??= Shipped.Find(MatcherOptionSet.Default);
        }

        return (options, configuration);
    }
}
