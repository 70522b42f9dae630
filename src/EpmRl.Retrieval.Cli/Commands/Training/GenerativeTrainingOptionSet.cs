using System.CommandLine;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Matching;
using EpmRl.Retrieval.Training.Generative;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>The options of <c>train matcher --generative</c>.</summary>
internal sealed class GenerativeTrainingOptionSet
{
    private static readonly Dictionary<string, GenerativeStage> Stages = new(StringComparer.Ordinal)
    {
        ["sft"] = GenerativeStage.Supervised, ["reject"] = GenerativeStage.Rejection, ["rl"] = GenerativeStage.Reinforcement,
    };

    private static readonly Dictionary<string, AdvantageKind> Advantages = new(StringComparer.Ordinal)
    {
        ["grpo"] = AdvantageKind.Group, ["dr-grpo"] = AdvantageKind.GroupMean, ["rloo"] = AdvantageKind.LeaveOneOut,
        ["rloo-by-part"] = AdvantageKind.LeaveOneOutByPart,
    };

    private readonly Option<bool> generative = new("--generative")
    {
        Description = "Train an adapter of a language model that compares listings and gives reasons.",
    };

    private readonly Option<string?> baseFolder = new("--base")
    {
        Description = "With --generative: the base model, a model folder of ONNX Runtime GenAI with the weights of a Gemma 3.",
        HelpName = "folder",
    };

    private readonly Option<string> stage = new("--stage")
    {
        Description = "sft: learn answers written from labels and evidence. reject: learn the best of several own answers. rl: reinforce "
            + "own answers by their reward.",
        HelpName = "sft|reject|rl",
        DefaultValueFactory = _ => "sft",
    };

    private readonly Option<string?> from = new("--from")
    {
        Description = "The model folder of the stage before; reject and rl need one.", HelpName = "folder",
    };

    private readonly Option<int?> pairs = new("--pairs")
    {
        Description = "The most pairs of a pass. [default: 3000; rl 600]", HelpName = "n",
    };

    private readonly Option<int?> batch = new("--batch-pairs")
    {
        Description = "Pairs of a step. [default: 16; rl 8]", HelpName = "n",
    };

    private readonly Option<double?> learningRate = new("--learning-rate")
    {
        Description = "The highest learning rate. [default: 0.0003; rl 0.00003]", HelpName = "rate",
    };

    private readonly Option<int> samples = new("--samples")
    {
        Description = "Answers sampled for a pair.", HelpName = "n", DefaultValueFactory = _ => 4,
    };

    private readonly Option<string> advantage = new("--advantage")
    {
        Description = "How rewards become advantages.", HelpName = "grpo|dr-grpo|rloo|rloo-by-part",
        DefaultValueFactory = _ => "rloo-by-part",
    };

    private readonly Option<bool> sampledVerdict = new("--sampled-verdict")
    {
        Description = "Reinforce the sampled verdict like any other word, instead of by its exact gradient.",
    };

    private readonly Option<double> kl = new("--kl")
    {
        Description = "Weight of the divergence from the stage's start.", HelpName = "weight",
    };

    private readonly Option<string?> reward = new("--reward")
    {
        Description = "File of the reward's weights. [default: those of the program]", HelpName = "file",
    };

    private readonly Option<string[]> without = new("--without-part")
    {
        Description = "Leave a part of the reward out, to measure what it does. Repeat it for several.", HelpName = "name",
    };

    private readonly Option<bool> noReasons = new("--no-reasons")
    {
        Description = "Learn the word of the verdict alone.",
    };

    private readonly Option<bool> noDirectVerdict = new("--no-direct-verdict")
    {
        Description = "Learn the verdict behind reasons only, not also as the first word of an answer.",
    };

    private readonly Option<int> parse = new("--parse-listings")
    {
        Description = "With sft: first learn to list the aspects of so many single listings.", HelpName = "n",
    };

    private readonly Option<string?> traces = new("--traces")
    {
        Description = "With sft: answers of `match traces` to learn, instead of derived ones.", HelpName = "file",
    };

    private readonly Option<double> flip = new("--flip-labels")
    {
        Description = "Flip this share of the training labels, to test robustness.", HelpName = "share",
    };

    private readonly Option<bool> randomJudges = new("--random-judges")
    {
        Description = "Let the judges score at random, to test that quality follows the labels.",
    };

    private readonly Option<int> validation = new("--validation-pairs")
    {
        Description = "Pairs held out to measure on, half of them of products that training never sees; 0 trains on all.", HelpName = "n",
        DefaultValueFactory = _ => 600,
    };

    private readonly Option<double?> minutes = new("--minutes")
    {
        Description = "Stop after this time; the same command resumes.", HelpName = "n",
    };

    private readonly Option<int> rank = new("--rank")
    {
        Description = "Rank of the adapter.", HelpName = "n", DefaultValueFactory = _ => 16,
    };

    private readonly Option<string> device = CommonOptions.TrainingDevice();

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])
        [
            generative, baseFolder, stage, from, pairs, batch, learningRate, samples, advantage, sampledVerdict, kl, reward, without,
            noReasons, noDirectVerdict, parse, traces, flip, randomJudges, validation, minutes, rank, device,
        ])
        {
            command.Add(option);
        }
    }

    /// <summary>Whether a generative matcher is wanted.</summary>
    public bool IsWanted(ParseResult parsed) => parsed.GetValue(generative);

    /// <summary>The base model's folder.</summary>
    /// <exception cref="UsageException">It is not named.</exception>
    public string BaseOf(ParseResult parsed) => parsed.GetValue(baseFolder)
        ?? throw new UsageException("--generative needs --base, the folder of the base model.");

    /// <summary>The folder of the stage before; null for none.</summary>
    /// <exception cref="UsageException">The stage needs one.</exception>
    public string? FromOf(ParseResult parsed) => parsed.GetValue(from) is { } folder
        ? File.Exists(Path.Combine(folder, GenerativeFiles.AdapterName))
            ? folder
            : throw new UsageException(
                $"--from: '{folder}' has no {GenerativeFiles.AdapterName}. Name the folder that the stage before wrote.")
        : StageOf(parsed) == GenerativeStage.Supervised ? null
        : throw new UsageException($"--stage {parsed.GetValue(stage)} needs --from, the folder that the stage before wrote.");

    /// <summary>The file of answers to learn; null for derived ones.</summary>
    public string? TracesOf(ParseResult parsed) => parsed.GetValue(traces);

    /// <summary>The reward's weights.</summary>
    /// <exception cref="Files.FileFormatException">The file is invalid.</exception>
    /// <exception cref="UsageException">A part that is left out does not exist.</exception>
    public RewardOptions RewardOf(ParseResult parsed)
    {
        RewardOptions options = parsed.GetValue(reward) is { } file ? RewardOptions.Load(file) : RewardOptions.Shipped;
        foreach (string part in parsed.GetValue(without) ?? [])
        {
            options = options.Weights.ContainsKey(part) ? options.Without(part) : throw new UsageException(
                $"--without-part: there is no part '{part}'. Expected one of {string.Join(", ", options.Weights.Keys)}.");
        }

        return options;
    }

    /// <summary>The settings.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="epochs">Passes; null for one.</param>
    /// <param name="threads">Threads; 0 for all.</param>
    /// <exception cref="UsageException">An option is out of its range.</exception>
    public GenerativeTrainingOptions OptionsOf(ParseResult parsed, int seed, int? epochs, int threads)
    {
        GenerativeStage wanted = StageOf(parsed);
        bool isReinforced = wanted == GenerativeStage.Reinforcement;
        return new GenerativeTrainingOptions
        {
            Stage = wanted,
            Seed = seed,
            Epochs = AtLeast("--epochs", epochs ?? 1, 1),
            Threads = threads,
            Device = EncoderDevice.Parse(parsed.GetRequiredValue(device)),
            Rank = AtLeast("--rank", parsed.GetValue(rank), 1),
            Alpha = 2 * parsed.GetValue(rank),
            Pairs = AtLeast("--pairs", parsed.GetValue(pairs) ?? (isReinforced ? 600 : 3000), 2),
            BatchPairs = AtLeast("--batch-pairs", parsed.GetValue(batch) ?? (isReinforced ? 8 : 16), 1),
            LearningRate = Above("--learning-rate", parsed.GetValue(learningRate) ?? (isReinforced ? 3e-5 : 3e-4)),
            Samples = AtLeast("--samples", parsed.GetValue(samples), 2),
            Advantage = Of("--advantage", parsed.GetValue(advantage)!, Advantages),
            IsVerdictExact = !parsed.GetValue(sampledVerdict),
            KlWeight = Share("--kl", parsed.GetValue(kl)),
            HasReasons = !parsed.GetValue(noReasons),
            HasDirectVerdict = !parsed.GetValue(noDirectVerdict),
            ParsedListings = AtLeast("--parse-listings", parsed.GetValue(parse), 0),
            FlippedLabels = Share("--flip-labels", parsed.GetValue(flip)),
            HasRandomJudges = parsed.GetValue(randomJudges),
            ValidationPairs = AtLeast("--validation-pairs", parsed.GetValue(validation), 0),
            Minutes = parsed.GetValue(minutes) is { } limit ? Above("--minutes", limit) : null,
        };
    }

    private GenerativeStage StageOf(ParseResult parsed) => Of("--stage", parsed.GetValue(stage)!, Stages);

    private static T Of<T>(string option, string word, Dictionary<string, T> known) => known.TryGetValue(word, out T? value)
        ? value
        : throw new UsageException($"{option}: expected {string.Join(", ", known.Keys)}, found '{word}'.");

    private static int AtLeast(string option, int value, int least) => value >= least
        ? value
        : throw new UsageException($"{option}: expected {least} or more, found {value}.");

    private static double Above(string option, double value) => value > 0
        ? value
        : throw new UsageException(FormattableString.Invariant($"{option}: expected a number above 0, found {value}."));

    private static double Share(string option, double value) => value is >= 0 and < 1
        ? value
        : throw new UsageException(FormattableString.Invariant($"{option}: expected a number from 0 to below 1, found {value}."));
}
