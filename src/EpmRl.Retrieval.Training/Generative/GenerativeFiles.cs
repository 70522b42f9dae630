using System.Globalization;
using System.Reflection;
using System.Text.Json;
using EpmRl.Retrieval.Matching;
using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.Training.Contrastive;
using EpmRl.Retrieval.Training.Networks;

namespace EpmRl.Retrieval.Training.Generative;

/// <summary>The files of a run: the base it starts from, the adapter of the stage before, and the model folder that it writes.</summary>
/// <param name="baseFolder">The base model's folder.</param>
/// <param name="from">The model folder of the stage before; null for none.</param>
/// <param name="output">The model folder to write.</param>
internal sealed class GenerativeFiles(string baseFolder, string? from, string output)
{
    /// <summary>Name of the adapter's weights in a model folder.</summary>
    public const string AdapterName = "adapter.safetensors";

    private const string WeightsName = "model.safetensors", CardName = "README.md", FiguresName = "training.json";

    private static readonly JsonSerializerOptions Written =
        new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>The base model's folder.</summary>
    public string Base => baseFolder;

    /// <summary>The adapter to start from; null for a new one.</summary>
    public string? From => from is null ? null : Path.Combine(from, AdapterName);

    /// <summary>The folder of the run's state, beside the model's: that one appears when it is complete.</summary>
    public string RunFolder { get; } = RunFolderOf(output);

    /// <summary>Refuses a model folder that holds something.</summary>
    /// <exception cref="TrainingException">It does.</exception>
    public void ThrowIfTaken()
    {
        if (Directory.Exists(output) && Directory.EnumerateFileSystemEntries(output).Any())
        {
            throw new TrainingException($"'{output}' has files in it. Remove it, or name another folder for the model.");
        }
    }

    /// <summary>The answers of the stage before about the pairs held out; empty where there are none.</summary>
    public IReadOnlyList<ValidationRow> RowsBefore() => from is null ? [] : ValidationRow.Read(from);

    /// <summary>The folder of the state of the run that writes a model folder.</summary>
    public static string RunFolderOf(string output) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(output)) + ".run";

    /// <summary>What determines a run's steps, by name.</summary>
    public SortedDictionary<string, string> IdentityOf(
        GenerativeTrainingOptions options, GenerativeData data, MatchPrompt prompt, RewardOptions reward)
    {
        string[] ofNoConsequence =
        [
            nameof(GenerativeTrainingOptions.CheckpointInterval), nameof(GenerativeTrainingOptions.Minutes),
            nameof(GenerativeTrainingOptions.Threads), nameof(GenerativeTrainingOptions.Device),
        ];
        var identity = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["base"] = Sha256Hex.OfFile(Path.Combine(baseFolder, WeightsName)),
            ["from"] = From is { } adapter ? Sha256Hex.OfFile(adapter) : "none",
            ["data"] = data.Hash,
            ["prompt"] = prompt.Version,
            ["reward"] = reward.Version,
        };
        foreach (JsonProperty option in JsonSerializer.SerializeToElement(options).EnumerateObject())
        {
            if (!ofNoConsequence.Contains(option.Name))
            {
                identity.Add(option.Name, option.Value.GetRawText());
            }
        }

        return identity;
    }

    /// <summary>Writes the model, complete or not at all: adapter, merged weights in the base's form, prompt, figures, card.</summary>
    /// <param name="decoder">The trained decoder.</param>
    /// <param name="trained">The outcome.</param>
    /// <param name="answers">The answers about the validation pairs, in JSON Lines.</param>
    /// <param name="options">The settings.</param>
    /// <param name="prompt">The prompt.</param>
    /// <param name="identity">What determined the run.</param>
    /// <param name="cancellationToken">Cancels; then nothing is written.</param>
    /// <exception cref="IOException">The folder exists and is not empty, or cannot be written.</exception>
    public MergeReport Write(
        Decoder decoder, TrainedGenerator trained, string answers, GenerativeTrainingOptions options, MatchPrompt prompt,
        SortedDictionary<string, string> identity, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(decoder);
        return decoder.Merge(
            output,
            folder =>
            {
                decoder.SaveAdapter(Path.Combine(folder, AdapterName));
                File.WriteAllText(
                    Path.Combine(folder, MatchPrompt.FileName),
                    (options.LearnsFirstWord ? prompt.WithDirectVerdict() : prompt).Source);
                File.WriteAllText(Path.Combine(folder, ValidationRow.FileName), answers);
                File.WriteAllText(Path.Combine(folder, FiguresName), JsonSerializer.Serialize(
                    new { Run = identity, trained.Figures, Cost = trained.Cost.Parts, TrainingCost.PeakBytes, trained.Curve }, Written)
                    + "\n");
                File.WriteAllText(Path.Combine(folder, CardName), CardOf(trained, options, identity));
            },
            cancellationToken);
    }

    private string CardOf(TrainedGenerator trained, GenerativeTrainingOptions options, SortedDictionary<string, string> identity)
    {
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(output)));
        string version = typeof(GenerativeFiles).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? "unknown";
        var text = new System.Text.StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            # {name}

            A generative matcher for EpmRl.Retrieval, made by version {version.Split('+')[0]}, stage `{options.Stage}`. It compares two
            listings aspect by aspect, quotes both, and gives a verdict (after EPM-RL, arXiv:2604.23993).

            `{AdapterName}` holds what was trained (rank {options.Rank}, alpha {options.Alpha}); `{WeightsName}` is the base with it merged,
            in the base's own 8-bit form. The base's terms apply to both: see the licence files copied beside it. `{MatchPrompt.FileName}`
            is the prompt that it was trained with.

            ## Measured

            Answers without guidance. `F1` in one order of the listings, with its 95 % interval by product; `ECE` of the probability of
            `same`, 15 bins.


            """);
        text.Append("| pairs | others per match | F1 | ECE | in form | quotes verified | verdict follows | order flips | tokens |\n");
        text.Append("| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
        foreach (GenerativeFigures one in trained.Figures)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"| {one.Part}: {one.Pairs} | {one.Ratio:0.0} | {100 * one.F1:0.0} ({100 * one.Low:0.0} to {100 * one.High:0.0}) | "
                    + $"{one.CalibrationError:0.000} | {one.Parsed:P1} | {one.Quotes:P1} | {one.Follows:P1} | {one.Flips:P1} | "
                    + $"{one.Tokens:0} |\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"\nSpent: {trained.Cost}.\n\n## Run\n\n| | |\n| --- | --- |\n");
        foreach ((string key, string value) in identity)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {key} | {value.Replace("|", "\\|", StringComparison.Ordinal)} |\n");
        }

        return text.ToString();
    }
}
