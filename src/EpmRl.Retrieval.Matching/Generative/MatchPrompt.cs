using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Matching;

/// <summary>
/// The prompt of the generative matcher: versioned data, read from YAML. Its version carries a hash of the file, so that no two prompts
/// share cached verdicts.
/// </summary>
internal sealed class MatchPrompt
{
    /// <summary>Name of the prompt's file in the folder of a model that was trained with it.</summary>
    public const string FileName = "match-prompt.yaml";

    /// <summary>The key of <see cref="HasDirectVerdict"/>.</summary>
    internal const string DirectVerdictKey = "direct_verdict";

    private static readonly Lazy<MatchPrompt> ShippedPrompt = new(() => ReadResource(FileName));
    private static readonly Lazy<MatchPrompt> TrainedPrompt = new(() => ReadResource("match-prompt-trained.yaml"));

    private readonly string instructions;
    private readonly string parse;
    private readonly string linesForm;
    private readonly string jsonForm;
    private readonly IReadOnlyList<MatchExample> examples;

    private MatchPrompt(MatchPromptFile file, string source, string hash)
    {
        Source = source;
        (instructions, parse, linesForm, jsonForm, examples) = (file.Instructions, file.ParseTask, file.Lines, file.Json, file.Examples);
        (Roles, Aspects, Limits) = (file.Aspects, [.. file.Aspects.Keys], file.Limits);
        HasDirectVerdict = file.HasDirectVerdict;
        Version = $"{file.Version}+{hash}";
    }

    /// <summary>The prompt that the library carries.</summary>
    public static MatchPrompt Shipped => ShippedPrompt.Value;

    /// <summary>The prompt of models that this project trains: short, since they have learned the form of answers.</summary>
    public static MatchPrompt Trained => TrainedPrompt.Value;

    /// <summary>The file's version and a hash of its content: <c>2+3fa9c2b1</c>.</summary>
    public string Version { get; }

    /// <summary>The text of the file, to be kept beside a model that was trained with it.</summary>
    public string Source { get; }

    /// <summary>The aspects that answers may name, in order.</summary>
    public IReadOnlyList<string> Aspects { get; }

    /// <summary>What a conflict in each aspect means.</summary>
    public IReadOnlyDictionary<string, AspectRole> Roles { get; }

    /// <summary>
    /// Whether the model was trained to know the verdict also as the first word of an answer. Its probability there is that of the pair,
    /// while behind reasons it is that of the reasons.
    /// </summary>
    public bool HasDirectVerdict { get; }

    /// <summary>How much of a listing is shown.</summary>
    public ListingLimits Limits { get; }

    /// <summary>The same prompt for a model that has learned the verdict as a first word.</summary>
    public MatchPrompt WithDirectVerdict() => HasDirectVerdict ? this : Parse(
        FileName, System.Text.Encoding.UTF8.GetBytes($"{Source.TrimEnd()}\n{DirectVerdictKey}: true\n"));

    /// <summary>Reads a prompt.</summary>
    /// <exception cref="FileFormatException">The file is missing or invalid; carries every problem with its line.</exception>
    public static MatchPrompt Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var log = new ProblemLog();
        byte[]? bytes = WholeFile.Read(path, FileLimits.YamlBytes, "A prompt is a few kilobytes.", log);
        log.ThrowIfErrors();
        return Parse(path, bytes!);
    }

    /// <summary>Parses a prompt.</summary>
    /// <exception cref="FileFormatException">It is invalid.</exception>
    internal static MatchPrompt Parse(string path, byte[] bytes)
    {
        const int HashDigits = 8;
        return new MatchPrompt(
            MatchPromptFile.Parse(path, bytes), System.Text.Encoding.UTF8.GetString(bytes), Sha256Hex.Of(bytes)[..HashDigits]);
    }

    /// <summary>The prompt for a pair.</summary>
    /// <param name="a">The listing shown first.</param>
    /// <param name="b">The listing shown second.</param>
    /// <param name="form">The form of the answer.</param>
    public GenerationPrompt For(ShownListing a, ShownListing b, AnswerForm form)
    {
        string task = instructions.Replace("{aspects}", string.Join(", ", Aspects), StringComparison.Ordinal).TrimEnd()
            + "\n" + (form == AnswerForm.Json ? jsonForm : linesForm);
        return new GenerationPrompt(task.TrimEnd(), [.. examples.Select(example => Written(example, form))], Question(a, b));
    }

    /// <summary>The prompt that asks for the aspects of one listing.</summary>
    /// <param name="listing">The listing.</param>
    /// <exception cref="InvalidOperationException">The prompt has no text for it.</exception>
    public GenerationPrompt ForOne(ShownListing listing)
    {
        ArgumentNullException.ThrowIfNull(listing);
        return parse.Length > 0
            ? new GenerationPrompt(parse.TrimEnd(), [], $"<listing a>\n{listing.Block}\n</listing a>")
            : throw new InvalidOperationException($"The prompt {Version} has no 'parse', the task of reading one listing.");
    }

    /// <summary>The worked examples, for tests of the prompt.</summary>
    internal IEnumerable<(ShownListing A, ShownListing B, MatchExample Example)> Examples() => examples.Select(
        example => (ShownListing.Of(example.A, Limits), ShownListing.Of(example.B, Limits), example));

    private PromptExample Written(MatchExample example, AnswerForm form) => new(
        Question(ShownListing.Of(example.A, Limits), ShownListing.Of(example.B, Limits)), form.Write(example.Claims, example.Verdict));

    private static string Question(ShownListing a, ShownListing b) =>
        $"<listing a>\n{a.Block}\n</listing a>\n<listing b>\n{b.Block}\n</listing b>";

    private static MatchPrompt ReadResource(string name)
    {
        using Stream stream = typeof(MatchPrompt).Assembly.GetManifestResourceStream(name)!;
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return Parse(name, bytes);
    }
}
