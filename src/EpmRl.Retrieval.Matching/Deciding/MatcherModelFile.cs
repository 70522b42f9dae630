using System.Text.Json;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Matching;

/// <summary>Reads and writes a <see cref="MatcherModel"/> as <c>matcher.json</c> in a model folder.</summary>
internal static class MatcherModelFile
{
    /// <summary>The file's name within a model folder.</summary>
    public const string Name = "matcher.json";

    /// <summary>The folder of the pair encoder within a model folder; only where one was trained.</summary>
    public const string EncoderFolder = "pair-encoder";

    private const int Format = 1;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Writes a temporary file and renames it: readers see the old file or the new one, never a part.</summary>
    public static void Save(MatcherModel model, string folder)
    {
        ArgumentNullException.ThrowIfNull(model);
        Directory.CreateDirectory(folder);
        AtomicFile.Write(Path.GetFullPath(Path.Combine(folder, Name)), JsonSerializer.Serialize(Content.Of(model), Options) + "\n");
    }

    /// <summary>Reads a model folder.</summary>
    /// <exception cref="ModelFormatException">The file is missing, is not JSON, or lacks or misstates a field.</exception>
    public static MatcherModel Load(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string path = Path.Combine(folder, Name);
        if (!File.Exists(path))
        {
            throw new ModelFormatException(Directory.Exists(folder)
                ? $"The folder '{folder}' has no {Name}, so it is not a matcher. Train one, or specify another folder."
                : $"The folder '{folder}' does not exist; expected the folder of a trained matcher.");
        }

        try
        {
            Content content = JsonSerializer.Deserialize<Content>(File.ReadAllBytes(path), Options)
                ?? throw new ModelFormatException($"{path} is empty. Train the matcher again.");
            return content.Format == Format
                ? content.ToModel(path)
                : throw new ModelFormatException(
                    $"{path}: format {content.Format}; this version reads format {Format}. Train the matcher again.");
        }
        catch (JsonException damaged)
        {
            throw new ModelFormatException($"{JsonFault.At(path, damaged)}. Train the matcher again.", damaged);
        }
    }

    private sealed record Tree(int[] Features, float[] Thresholds, int[] Left, int[] Right, float[] Leaves)
    {
        public static Tree[] Of(BoostedTrees trees) =>
            [.. trees.Trees.Select(tree => new Tree(tree.Features, tree.Thresholds, tree.Left, tree.Right, tree.Leaves))];

        public static BoostedTrees Back(Tree[]? trees, int features, string path)
        {
            RegressionTree[] all = [.. (trees ?? []).Where(tree => tree is not null).Select(tree => new RegressionTree(
                tree.Features ?? [], tree.Thresholds ?? [], tree.Left ?? [], tree.Right ?? [], tree.Leaves ?? []))];
            return all.Length > 0 && all.All(tree => tree.IsSound(features))
                ? new BoostedTrees(all)
                : throw new ModelFormatException($"{path}: a tree is damaged. Copy or train the matcher again.");
        }
    }

    private sealed record Content(
        int Format, string? Name, string? Aspects, string[]? Features, int OwnFeatures, MatchCalibration? Calibration, Tree[]? First,
        Tree[]? Same, Tree[]? Related, Dictionary<string, float>? Words, Dictionary<string, float>? UnknownWords,
        Dictionary<string, int>? Background, int BackgroundListings, PairJoin? Join)
    {
        public static Content Of(MatcherModel model) => new(
            MatcherModelFile.Format, model.Name, model.AspectsVersion, [.. model.FeatureNames],
            model.FeatureNames.Count - ContextFeatures.Names.Count, model.Calibration, Tree.Of(model.First), Tree.Of(model.Same),
            Tree.Of(model.Related), Sorted(model.Words.Weights),
            model.Words.Unknown.ToDictionary(pair => pair.Key.ToString(), pair => pair.Value), Sorted(model.Background),
            model.BackgroundListings, model.Join);

        public MatcherModel ToModel(string path)
        {
            if (Name is null || Aspects is null || Features is null || Calibration is null || OwnFeatures < 0
                || OwnFeatures > Features.Length)
            {
                throw new ModelFormatException($"{path}: a field is missing. Copy or train the matcher again.");
            }

            return new MatcherModel
            {
                Name = Name,
                AspectsVersion = Aspects,
                FeatureNames = Features,
                First = Tree.Back(First, OwnFeatures, path),
                Same = Tree.Back(Same, Features.Length, path),
                Related = Tree.Back(Related, OwnFeatures, path),
                Words = new DifferenceWeights(
                    Words ?? [],
                    (UnknownWords ?? []).Where(pair => Enum.TryParse<TokenForm>(pair.Key, out _))
                        .ToDictionary(pair => Enum.Parse<TokenForm>(pair.Key), pair => pair.Value)),
                Background = Background ?? [],
                BackgroundListings = BackgroundListings,
                Calibration = Calibration,
                Join = Join,
            };
        }

        private static Dictionary<string, T> Sorted<T>(IReadOnlyDictionary<string, T> map) =>
            map.OrderBy(pair => pair.Key, StringComparer.Ordinal).ToDictionary(pair => pair.Key, pair => pair.Value,
                StringComparer.Ordinal);
    }
}
