using System.CommandLine;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Matching;
using EpmRl.Retrieval.Matching.Onnx;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>The options that choose a matcher.</summary>
internal sealed class MatcherOptionSet
{
    /// <summary>The matcher that ships with the project.</summary>
    public const string Default = "models/matcher-default";

    private readonly Option<string?> model = new("--model", "-m")
    {
        Description = $"Folder of a trained matcher. [default: {Default}]", HelpName = "folder",
    };

    private readonly Option<double?> prevalence = new("--prevalence")
    {
        Description = "Share of matches among the pairs, above 0 and below 1: probabilities are corrected for it. [default: that of "
            + "training]",
        HelpName = "share",
    };

    private readonly Option<string?> aspects = new("--aspects")
    {
        Description = "Folder of the aspects that are compared, with their rules. [default: those of the program]", HelpName = "folder",
    };

    private readonly Option<bool> noEncoder = new("--no-pair-encoder")
    {
        Description = "Decide by features alone where the matcher has a pair encoder.",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        prevalence.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is { } share && share is <= 0 or >= 1)
            {
                result.AddError($"--prevalence: expected a share above 0 and below 1, found {share}.");
            }
        });
        command.Add(model);
        command.Add(prevalence);
        command.Add(aspects);
        command.Add(noEncoder);
    }

    /// <summary>The folder of the chosen matcher.</summary>
    /// <exception cref="UsageException">None is named, and none ships with the program.</exception>
    public string FolderOf(ParseResult parsed) => parsed.GetValue(model) ?? Shipped.Find(Default)
        ?? throw new UsageException($"--model: there is no {Default} here or beside the program. Name the folder of a trained matcher.");

    /// <summary>The share of matches that probabilities are corrected for; null for that of training.</summary>
    public double? PrevalenceOf(ParseResult parsed) => parsed.GetValue(prevalence);

    /// <summary>Opens the chosen matcher, its pair encoder included; both live as long as the command.</summary>
    public FastMatcher Open(ParseResult parsed, CancellationToken cancellationToken)
    {
        (MatcherModel trained, AspectRules rules) = Read(parsed, cancellationToken);
        return new FastMatcher(trained, rules, parsed.GetValue(prevalence), EncoderOf(parsed, trained));
    }

    /// <summary>The pair encoder of the chosen matcher; null where it has none, or it is not wanted.</summary>
    public IPairEncoder? EncoderOf(ParseResult parsed, MatcherModel trained) => trained.Join is null || parsed.GetValue(noEncoder)
        ? null
        : OnnxPairEncoder.Open(Path.Combine(FolderOf(parsed), MatcherModelFile.EncoderFolder));

    /// <summary>Reads the chosen model and its aspects.</summary>
    public (MatcherModel Model, AspectRules Rules) Read(ParseResult parsed, CancellationToken cancellationToken) =>
        (MatcherModelFile.Load(FolderOf(parsed)),
            AspectRules.Load(parsed.GetValue(aspects) ?? AspectRules.ShippedFolder, cancellationToken));
}
