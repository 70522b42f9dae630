using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Matching;

/// <summary>The weights of a reward: versioned data, read from YAML. Its version carries a hash of the file.</summary>
internal sealed record RewardOptions
{
    private const string Resource = "match-reward.yaml";

    private static readonly string[] Keys = ["version", "unparsed", "parts", "mixed", "length", "judged_from", "covered"];
    private static readonly Lazy<RewardOptions> ShippedOptions = new(() => Parse(Resource, ReadResource()));

    /// <summary>The weights that the library carries.</summary>
    public static RewardOptions Shipped => ShippedOptions.Value;

    /// <summary>The file's version and a hash of its content.</summary>
    public required string Version { get; init; }

    /// <summary>Weight of each part, at least 0, in the order of the file; a part without one is not computed.</summary>
    public required IReadOnlyDictionary<string, double> Weights { get; init; }

    /// <summary>Total of an answer that does not follow its form, at most 0.</summary>
    public double Unparsed { get; init; } = -0.5;

    /// <summary>Worth of a verdict that mixes up variant and different, in [0, 1].</summary>
    public double Mixed { get; init; } = 0.7;

    /// <summary>Tokens of an answer that cost nothing.</summary>
    public int FreeTokens { get; init; } = 72;

    /// <summary>Tokens from which an answer costs all of the part, more than <see cref="FreeTokens"/>.</summary>
    public int LimitTokens { get; init; } = 128;

    /// <summary>Sum of the engine's confidences from which a judge has an opinion.</summary>
    public double JudgedFrom { get; init; } = 0.5;

    /// <summary>Confidence from which an aspect should be reported, in [0, 1].</summary>
    public double CoveredFrom { get; init; } = 0.8;

    /// <summary>Most aspects that need be reported: answers stay short.</summary>
    public int MostCovered { get; init; } = 4;

    /// <summary>The weight of a part; 0 where it has none.</summary>
    public double WeightOf(string part) => Weights.GetValueOrDefault(part);

    /// <summary>The options without a part, to measure what it does.</summary>
    /// <param name="part">The part.</param>
    /// <exception cref="ArgumentException">There is no such part.</exception>
    public RewardOptions Without(string part) => Weights.ContainsKey(part)
        ? this with
        {
            Version = $"{Version}-{part}",
            Weights = Weights.Where(pair => pair.Key != part).ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal),
        }
        : throw new ArgumentException($"There is no part '{part}'. Expected one of {string.Join(", ", Weights.Keys)}.", nameof(part));

    /// <summary>Reads a file.</summary>
    /// <exception cref="FileFormatException">It is missing or invalid; carries every problem with its line.</exception>
    public static RewardOptions Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var log = new ProblemLog();
        byte[]? bytes = WholeFile.Read(path, FileLimits.YamlBytes, "A file of weights is a few kilobytes.", log);
        log.ThrowIfErrors();
        return Parse(path, bytes!);
    }

    /// <summary>Parses a file.</summary>
    /// <exception cref="FileFormatException">It is invalid; carries every problem with its line.</exception>
    internal static RewardOptions Parse(string path, byte[] bytes)
    {
        const int HashDigits = 8, MostTokens = 100_000;
        var log = new ProblemLog();
        if (YamlFile.Parse(path, bytes, log) is not { } root)
        {
            log.ThrowIfErrors();
            throw new System.Diagnostics.UnreachableException();
        }

        var fields = new YamlFields(root, path, "reward", log, Keys);
        YamlFields length = Part("length", ["free", "limit"]), covered = Part("covered", ["from", "most"]);
        int free = length.Whole("free", 0, MostTokens) ?? 72;
        var options = new RewardOptions
        {
            Version = $"{fields.RequiredText("version", "1")}+{Sha256Hex.Of(bytes)[..HashDigits]}",
            Weights = ReadWeights(),
            Unparsed = Number(fields, "unparsed", -10, 0) ?? -0.5,
            Mixed = Number(fields, "mixed", 0, 1) ?? 0.7,
            FreeTokens = free,
            LimitTokens = length.Whole("limit", free + 1, MostTokens + 1) ?? Math.Max(128, free + 1),
            JudgedFrom = Number(fields, "judged_from", 0, 10) ?? 0.5,
            CoveredFrom = Number(covered, "from", 0, 1) ?? 0.8,
            MostCovered = covered.Whole("most", 1, 100) ?? 4,
        };
        log.ThrowIfErrors();
        return options;

        YamlFields Part(string key, IReadOnlyCollection<string> known) =>
            new(fields.Map(key) ?? new YamlMap(fields.Line, []), path, key, log, known);

        Dictionary<string, double> ReadWeights()
        {
            YamlFields parts = Part("parts", RewardParts.All);
            if (parts.IsMissing(RewardParts.Label))
            {
                log.Error(path, fields.LineOf("parts"), "The reward has no weight of 'label'. Add it: 'parts: {label: 1.0}'.");
            }

            return RewardParts.All.Select(part => (part, Weight: Number(parts, part, 0, 100)))
                .Where(pair => pair.Weight > 0).ToDictionary(pair => pair.part, pair => pair.Weight!.Value, StringComparer.Ordinal);
        }

        double? Number(YamlFields owner, string key, double least, double most)
        {
            double? number = owner.Number(key);
            if (number < least || number > most)
            {
                log.Error(path, owner.LineOf(key), FormattableString.Invariant(
                    $"'{key}' is {number}. Expected a number from {least} to {most}."));
                return null;
            }

            return number;
        }
    }

    private static byte[] ReadResource()
    {
        using Stream stream = typeof(RewardOptions).Assembly.GetManifestResourceStream(Resource)!;
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
