using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Evaluation;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>The options of <c>epmrl evaluate identification</c>.</summary>
internal sealed class EvaluateIdentificationOptions
{
    public Option<string> Data { get; } = new("--data", "-d")
    {
        Description = "Folder of a labelled data set: WDC-PAVE, AE-110K, OA-Mine, or your own in one of these forms.",
        HelpName = "folder",
        Required = true,
    };

    public Option<string?> Split { get; } = new("--split")
    {
        Description = "File of the folder. [default: train.jsonl, or the only *.jsonl]",
        HelpName = "file",
    };

    public Option<string?> Texts { get; } = CommonOptions.Texts();

    public Option<int> Folds { get; } = new("--folds")
    {
        Description = "Learn from the other folds and answer each fold with it; 0 learns nothing.",
        HelpName = "k",
        DefaultValueFactory = _ => 0,
    };

    public Option<bool> FoldsByShop { get; } = new("--folds-by-shop")
    {
        Description = "Keep each shop (field 'url') in one fold, so that no shop is both fitted on and answered.",
    };

    public Option<string?> FitOn { get; } = new("--fit-on")
    {
        Description = "Learn from this file of the folder, and score the listings of --split that are not in it.",
        HelpName = "file",
    };

    public Option<string?> LeaveOut { get; } = OneOf(
        new Option<string?>("--leave-out")
        {
            Description = "Each in turn: answer a category after learning from the others, or an attribute without its labels.",
        },
        "category", "attribute");

    public Option<string?> Train { get; } = OneOf(
        new Option<string?>("--train")
        {
            Description = "Train, again for each set of listings to learn from: mentions (the models that read and decide, with the "
                + "encoder unchanged), encoder, or all. [default: the calibration only]",
        },
        "mentions", "encoder", "all");

    public Option<string?> Config { get; } = new("--config", "-c")
    {
        Description = "How to train, as for epmrl train; its seed and folds are not used here.",
        HelpName = "file",
    };

    public Option<bool> Ablation { get; } = new("--ablation")
    {
        Description = "Compare what each part of the engine adds, instead of its channels. The complete engine's errors are listed.",
    };

    public Option<int> Seed { get; } =
        new("--seed") { Description = "Seed of folds, training and bootstrap.", DefaultValueFactory = _ => 1 };

    public Option<int[]?> Seeds { get; } = new("--seeds")
    {
        Description = "Measure once for each seed (1,2,3) and state mean and standard deviation.",
        HelpName = "seeds",
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = ParseSeeds,
    };

    public Option<string?> List { get; } = OneOf(
        new Option<string?>("--list")
        {
            Description = "Value lists: published (values.json), folds (only labels that were learned from), open (the same, but no "
                + "list for codes, measurements and numbers), none (no values, every attribute open) or all (every label of the "
                + "file). [default: published where there is one, else folds where something is learned, else all]",
        },
        "published", "folds", "open", "none", "all");

    public Option<string?> Schema { get; } = new("--schema")
    {
        Description = "Kinds, units, role words and packs for the data set's lists.",
        HelpName = "file",
    };

    public Option<string?> Taxonomy { get; } = new("--taxonomy", "-t")
    {
        Description = "Answer from this taxonomy instead of the data set's lists.",
        HelpName = "folder",
    };

    public Option<string?> Index { get; } = new("--index", "-x")
    {
        Description = "Answer from this index instead of building one.",
        HelpName = "folder",
    };

    public EncoderOptionSet Encoder { get; } = new();

    public LearnedOptionSet Learned { get; } = new();

    public Option<string[]> Channels { get; } = OneOf(
        new Option<string[]>("--channels")
        {
            Description = "Channels to measure: combined, dense, mentions. The first one's errors are listed.",
            DefaultValueFactory = _ => ["combined", "dense", "mentions"],
            AllowMultipleArgumentsPerToken = true,
        },
        "combined", "dense", "mentions");

    public Option<string> Match { get; } = OneOf(
        new Option<string>("--match")
        {
            Description =
                "When an answer equals a label: exact (the literature's rule), or normalized (case, accents and spaces do not count).",
            DefaultValueFactory = _ => "exact",
        },
        "exact", "normalized");

    public Option<string[]> Without { get; } = new("--without")
    {
        Description = "One more figure, over all but these attributes (separated by commas); may be given several times.",
        HelpName = "attributes",
        DefaultValueFactory = _ => [],
    };

    public Option<double?> MinPrecision { get; } = new("--min-precision")
    {
        Description = "With --folds: fit thresholds for this precision, above 0 and up to 1, instead of maximum F1.",
        HelpName = "share",
    };

    public Option<int> Errors { get; } = new("--errors")
    {
        Description = "Number of wrong answers listed in JSON and report, most confident first.",
        HelpName = "n",
        DefaultValueFactory = _ => 100,
    };

    public Option<int?> Limit { get; } = new("--limit", "-n") { Description = "Measure only the first n listings.", HelpName = "n" };

    public Option<string?> Report { get; } = new("--report", "-r")
    {
        Description = "Write an HTML page with plots and errors.",
        HelpName = "file",
    };

    public Option<string?> CalibrationOut { get; } = new("--calibration-out")
    {
        Description = "Also fit a calibration on all listings and write it, for: epmrl tag --calibration.",
        HelpName = "file",
    };

    public Option<string?> Cache { get; } = new("--cache")
    {
        Description = "Keep vectors here, so that the next run encodes nothing again.",
        HelpName = "folder",
    };

    public Option<bool> Json { get; } = CommonOptions.Json();

    /// <summary>Adds every option to the command, in the order that help lists them.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in new Option[]
        {
            Data, Split, Texts, Limit, List, Schema, Taxonomy, Index, Folds, FoldsByShop, FitOn, LeaveOut, Train, Config,
            MinPrecision, Seed, Seeds, Channels, Ablation, Match, Without,
        })
        {
            command.Add(option);
        }

        Encoder.AddTo(command);
        Learned.AddTo(command);
        foreach (Option option in new Option[] { Cache, Json, Report, Errors, CalibrationOut })
        {
            command.Add(option);
        }
    }

    private static int[]? ParseSeeds(ArgumentResult result)
    {
        var seeds = new List<int>();
        foreach (string part in result.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!int.TryParse(part, NumberStyles.Integer, CultureInfo.InvariantCulture, out int seed))
            {
                result.AddError($"--seeds {result.Tokens[0].Value}: expected whole numbers separated by commas, as in 1,2,3.");
                return null;
            }

            seeds.Add(seed);
        }

        return [.. seeds];
    }

    private static Option<T> OneOf<T>(Option<T> option, params string[] values)
    {
        option.AcceptOnlyFromAmong(values);
        return option;
    }
}
