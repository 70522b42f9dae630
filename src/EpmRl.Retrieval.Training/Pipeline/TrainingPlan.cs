using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.Training.Runs;
using EpmRl.Retrieval.Training.Spans;

namespace EpmRl.Retrieval.Training.Pipeline;

/// <summary>Everything that determines a training run.</summary>
public sealed record TrainingPlan
{
    /// <summary>The labelled listings, two or more; the file they were read from must still exist.</summary>
    public required LabelledDataSet Data { get; init; }

    /// <summary>The values to answer.</summary>
    public required ProductTaxonomy Taxonomy { get; init; }

    /// <summary>The model folder to start from; not changed.</summary>
    public required string Base { get; init; }

    /// <summary>The model folder to make; it must not exist or be empty, and appears when everything is complete.</summary>
    public required string Out { get; init; }

    /// <summary>The folder of the run: configuration, checkpoints, indexes.</summary>
    public required string Run { get; init; }

    /// <summary>Whether to resume an interrupted run in that folder; without one, a run starts.</summary>
    public bool Resume { get; init; }

    /// <summary>What is trained.</summary>
    public TrainedParts Parts { get; init; } = TrainedParts.All;

    /// <summary>Further labelled listings that the reader learns from.</summary>
    internal IReadOnlyList<ReaderSource> ReaderSources { get; init; } = [];

    /// <summary>Folder of context frames, to compose listings of <see cref="Taxonomy"/> for the reader; null for none.</summary>
    internal string? Contexts { get; init; }

    /// <summary>Whether a smaller encoder is distilled from the trained one.</summary>
    public bool Distill { get; init; }

    /// <summary>Device of the encoder's steps.</summary>
    public EncoderDevice Device { get; init; } = EncoderDevice.Cpu;

    /// <summary>The configuration of the training.</summary>
    public TrainingConfiguration Configuration { get; init; } = new();

    /// <summary>Number of listings of categories that the taxonomy lacks; nothing is learned from them.</summary>
    public int UnknownListings => Data.Listings.Count(listing => !Taxonomy.TryFindCategory(listing.Category, out _));

    /// <summary>SHA-256 of the file of labelled listings, lower-case hexadecimal.</summary>
    internal string DataHash { get => field ??= Sha256Hex.OfFile(Data.File); private init; }

    /// <summary>Name of the model.</summary>
    internal string Name => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(Out)));

    /// <summary>Whether there is an encoder for each fold in addition to the final one.</summary>
    internal bool TrainsFoldEncoders => Parts == TrainedParts.All && Configuration.Run.EncoderFolds > 0;

    /// <summary>The folds of cross-fitting and of figures; fewer than configured if there are fewer listings.</summary>
    internal FoldPlan Folds
    {
        get
        {
            RunOptions run = Configuration.Run;
            var folds = new FoldPlan(TrainsFoldEncoders ? run.EncoderFolds : run.Folds, run.FoldsByShop, run.Seed);
            return folds with { Count = Math.Min(folds.Count, folds.UnitsIn(Data.Listings)) };
        }
    }

    /// <summary>The identity of the run.</summary>
    internal RunIdentity Identity => new()
    {
        Data = DataHash,
        Taxonomy = Taxonomy.Version,
        Base = Sha256Hex.OfFile(Path.Combine(Base, EncoderManifest.FileName)),
        Parts = Parts.ToString().ToLowerInvariant() + (Distill ? ", distilled" : ""),
        Configuration = Sha256Hex.Of(string.Join('\n', Configuration.ToYaml().Split('\n').Where(line => !IsComment(line)))),
    };

    // A reworded comment does not make another run.
    private static bool IsComment(string line) => line.TrimStart().StartsWith('#');

    /// <summary>Finds a reason why the run cannot succeed, before any work.</summary>
    /// <returns>The reason and the remedy, for people; null when there is none.</returns>
    public string? FindProblem()
    {
        if (File.Exists(Out) || (Directory.Exists(Out) && Directory.EnumerateFileSystemEntries(Out).Any()))
        {
            return $"'{Out}' exists already. Remove it, or name another folder.";
        }

        if (Data.Listings.Count > 0 && UnknownListings == Data.Listings.Count)
        {
            string known = string.Join(", ", Taxonomy.Categories.Take(5).Select(category => category.Name));
            return $"No listing of '{Data.File}' is of a category of the taxonomy '{Taxonomy.Name}'. "
                + $"The first has category '{Data.Listings[0].Category}'; the taxonomy has: {known} …";
        }

        if (Configuration.Run.FoldsByShop && Data.Listings.All(listing => listing.Group is null))
        {
            return $"folds_by_shop: no listing of '{Data.File}' names its shop (field 'url').";
        }

        if (Configuration.Run.EncoderFolds == 1)
        {
            return "encoder_folds: one fold leaves nothing to train on. Expected 0, or 2 or more.";
        }

        return Data.Listings.Count < 2
            ? $"'{Data.File}' has fewer than two listings; training needs two or more, and a few hundred to be useful."
            : null;
    }
}
