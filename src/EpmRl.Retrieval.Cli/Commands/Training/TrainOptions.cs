using System.CommandLine;
using System.Globalization;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.Training.Measurement;
using EpmRl.Retrieval.Training.Pipeline;
using EpmRl.Retrieval.Training.Runs;
using EpmRl.Retrieval.Training.Spans;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>The options of <c>epmrl train</c>, and the plan they describe.</summary>
internal sealed class TrainOptions
{
    private readonly LabelledData data = new(required: false);
    private readonly Option<string?> taxonomy =
        new("--taxonomy", "-t") { Description = "Folder of the taxonomy whose values are to be answered.", HelpName = "folder" };
    private readonly Option<string?> start = new("--base", "-b")
    {
        Description = $"Model folder to start from; left as it is. [default: {ModelPath.Default}]", HelpName = "folder",
    };
    private readonly Option<string?> output =
        new("--out", "-o") { Description = "Model folder to make; it appears when everything is done.", HelpName = "folder" };
    private readonly Option<string?> only = new("--only") { Description = "Train only this part; the others are taken from the base." };
    private readonly Option<string[]> readerData = new("--reader-data")
    {
        Description = "With --only reader: further labelled listings to learn from, with their taxonomy's folder, or without one if the "
            + "lists of their labels are to be used; may be given several times.",
        HelpName = "file|folder[=taxonomy]",
    };

    private readonly Option<string?> contexts = new("--contexts")
    {
        Description = "With --only reader: folder of context frames, to compose listings of the taxonomy whose texts mislead.",
        HelpName = "folder",
    };

    private readonly Option<string?> config =
        new("--config", "-c") { Description = "Every option of the run as YAML. See --print-config.", HelpName = "file" };
    private readonly Option<int?> seed =
        new("--seed") { Description = "Seed of everything that is random. [default: the configuration's]" };
    private readonly Option<double?> precision = new("--precision")
    {
        Description =
            "Precision that answers must reach, above 0 and up to 1. [default: the configuration's, else the thresholds of maximum F1]",
        HelpName = "share",
    };

    private readonly Option<string?> run =
        new("--run") { Description = "Folder of the run: configuration, checkpoints, index. [default: <out>.run]", HelpName = "folder" };
    private readonly Option<bool> resume = new("--resume") { Description = "Resume an interrupted run." };
    private readonly Option<bool> distill = new("--distill") { Description = "Make a smaller, faster encoder of the trained one." };
    private readonly Option<string> device = CommonOptions.TrainingDevice();
    private readonly Option<bool> print =
        new("--print-config") { Description = "Print the configuration that would be used, every option explained, and exit." };

    /// <summary>Whether to print the configuration and do nothing else.</summary>
    public Option<bool> Print => print;

    /// <summary>Adds every option to the command, in the order that help lists them.</summary>
    public void AddTo(Command command)
    {
        only.AcceptOnlyFromAmong("encoder", "mentions", "calibration", "reader");
        data.AddTo(command);
        Option[] options =
            [taxonomy, start, output, only, readerData, contexts, distill, device, config, print, seed, precision, run, resume];
        foreach (Option option in options)
        {
            command.Add(option);
        }
    }

    /// <summary>The configuration that a command line asks for.</summary>
    /// <exception cref="FileFormatException">The file is wrong.</exception>
    /// <exception cref="UsageException">An option is wrong.</exception>
    public TrainingConfiguration ReadConfiguration(ParseResult parsed)
    {
        TrainingConfiguration configuration = parsed.GetValue(config) is { } file
            ? TrainingConfiguration.Read(File.Exists(file)
                ? file
                : throw new UsageException(
                    $"--config: there is no file '{file}'. Make one with: epmrl train --print-config > {file}"))
            : new TrainingConfiguration();
        if (parsed.GetValue(seed) is int number)
        {
            int checkedSeed = number >= 0 ? number : throw new UsageException($"--seed {number}: expected 0 or more.");
            configuration = configuration with { Run = configuration.Run with { Seed = checkedSeed } };
        }

        return PrecisionGoal.Check("--precision", parsed.GetValue(precision)) is { } share
            ? configuration with { Calibration = configuration.Calibration with { Precision = share } }
            : configuration;
    }

    /// <summary>The taxonomy's folder, as it was typed.</summary>
    public string TaxonomyFolder(ParseResult parsed) => Required(parsed, taxonomy);

    /// <summary>Reads everything that a run starts from.</summary>
    /// <exception cref="UsageException">An option is missing, or its value cannot be used.</exception>
    public async Task<TrainingPlan> ReadAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        TrainingConfiguration configuration = ReadConfiguration(parsed);
        if (parsed.GetValue(only) != "reader" && (parsed.GetValue(contexts) is not null || parsed.GetValue(readerData) is { Length: > 0 }))
        {
            throw new UsageException($"{contexts.Name} and {readerData.Name} are for the reader. Add --only reader, or leave them out.");
        }

        string folder = TaxonomyFolder(parsed);
        string target = Required(parsed, output);
        string from = ModelPath.Resolve(parsed.GetValue(start), "--base");
        EncoderManifest.Read(from);
        ProductTaxonomy known = TaxonomyReader.Load(folder, cancellationToken);
        LabelledDataSet set = await data.ReadAsync(parsed, terminal, cancellationToken);
        var plan = new TrainingPlan
        {
            Data = set,
            Taxonomy = known,
            Base = from,
            Out = target,
            Run = parsed.GetValue(run) ?? Path.TrimEndingDirectorySeparator(target) + ".run",
            Resume = parsed.GetValue(resume),
            Parts = parsed.GetValue(only) switch
            {
                "encoder" => TrainedParts.Encoder,
                "mentions" => TrainedParts.Mentions | TrainedParts.Calibration,
                "calibration" => TrainedParts.Calibration,
                "reader" => TrainedParts.Reader,
                _ => TrainedParts.All,
            },
            ReaderSources = await ReadSourcesAsync(parsed, terminal, cancellationToken),
            Contexts = parsed.GetValue(contexts),
            Distill = parsed.GetValue(distill),
            Device = EncoderDevice.Parse(parsed.GetRequiredValue(device)),
            Configuration = configuration,
        };
        if (plan.FindProblem() is { } problem)
        {
            throw new UsageException(problem);
        }

        if (plan.UnknownListings is > 0 and int unknown)
        {
            terminal.Warn(string.Create(CultureInfo.InvariantCulture,
                $"{unknown} of {set.Listings.Count} listings are of categories that the taxonomy does not have; nothing is learned "
                    + $"from them."));
        }

        return plan;
    }

    private async Task<IReadOnlyList<ReaderSource>> ReadSourcesAsync(
        ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var sources = new List<ReaderSource>();
        foreach (string given in parsed.GetValue(readerData) ?? [])
        {
            string[] parts = given.Split('=', 2);
            LabelledDataSet set = await LabelledData.ReadAsync(parts[0], null, terminal, cancellationToken);
            sources.Add(parts.Length == 2
                ? new ReaderSource(set, TaxonomyReader.Load(parts[1], cancellationToken))
                : new ReaderSource(set, LabelTaxonomy.Of(set, cancellationToken), HasTaxonomy: false));
        }

        return sources;
    }

    private static string Required(ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) ?? throw new UsageException($"{option.Name} is required. See: epmrl train --help");
}
