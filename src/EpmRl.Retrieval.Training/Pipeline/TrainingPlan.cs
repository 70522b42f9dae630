using System.Security.Cryptography;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.Training.Runs;

namespace EpmRl.Retrieval.Training.Pipeline;

/// <summary>Everything that a training run starts from.</summary>
public sealed record TrainingPlan
{
    /// <summary>The labelled listings, two or more, read from a file that is still there.</summary>
    public required LabelledDataSet Data { get; init; }

    /// <summary>The values to answer.</summary>
    public required ProductTaxonomy Taxonomy { get; init; }

    /// <summary>The model folder to start from; left as it is.</summary>
    public required string Base { get; init; }

    /// <summary>The model folder to make; it must not exist or be empty, and appears when everything is done.</summary>
    public required string Out { get; init; }

    /// <summary>The folder of the run: configuration, checkpoints, indexes.</summary>
    public required string Run { get; init; }

    /// <summary>Whether an interrupted run in that folder is resumed; where it holds none, one begins.</summary>
    public bool Resume { get; init; }

    /// <summary>What is trained.</summary>
    public TrainedParts Parts { get; init; } = TrainedParts.All;

    /// <summary>Whether a smaller encoder is made of the trained one.</summary>
    public bool Distill { get; init; }

    /// <summary>Where the encoder's steps are computed.</summary>
    public EncoderDevice Device { get; init; } = EncoderDevice.Cpu;

    /// <summary>How it is trained.</summary>
    public TrainingConfiguration Configuration { get; init; } = new();

    /// <summary>Number of listings of categories that the taxonomy does not have; nothing is learned from them.</summary>
    public int UnknownListings => Data.Listings.Count(listing => !Taxonomy.TryFindCategory(listing.Category, out _));

    /// <summary>SHA-256 of the file of labelled listings, lower-case hexadecimal.</summary>
    internal string DataHash { get => field ??= Sha256Hex.OfFile(Data.File, CancellationToken.None); private init; }

    /// <summary>Name of the model.</summary>
    internal string Name => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(Out)));

    /// <summary>Whether there is an encoder for each fold, besides the final one.</summary>
    internal bool TrainsFoldEncoders => Parts == TrainedParts.All && Configuration.Run.EncoderFolds > 0;

    /// <summary>The folds of cross-fitting and of figures; fewer than configured where there are fewer listings.</summary>
    internal FoldPlan Folds
    {
        get
        {
            RunOptions run = Configuration.Run;
            var folds = new FoldPlan(TrainsFoldEncoders ? run.EncoderFolds : run.Folds, run.FoldsByShop, run.Seed);
            return folds with { Count = Math.Min(folds.Count, folds.UnitsIn(Data.Listings)) };
        }
    }

    /// <summary>What the run is of.</summary>
    internal RunIdentity Identity => new()
    {
        Data = DataHash,
        Taxonomy = Taxonomy.Version,
        Base = Sha256Hex.OfFile(Path.Combine(Base, EncoderManifest.FileName), CancellationToken.None),
        Parts = Parts.ToString().ToLowerInvariant() + (Distill ? ", distilled" : ""),
        Configuration = Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Configuration.ToYaml()))),
    };

    /// <summary>Finds a reason why the run cannot succeed, before any work.</summary>
    /// <returns>The reason and what to do, for people; null when there is none.</returns>
    public string? FindProblem()
    {
        if (File.Exists(Out) || (Directory.Exists(Out) && Directory.EnumerateFileSystemEntries(Out).Any()))
        {
            return $"'{Out}' exists already. Remove it, or name another folder.";
        }

        if (Data.Listings.Count > 0 && UnknownListings == Data.Listings.Count)
        {
            string known = string.Join(", ", Taxonomy.Categories.Take(5).Select(category => category.Name));
            return $"No listing of '{Data.File}' is of a category of the taxonomy '{Taxonomy.Name}'. " +
                $"The first has category '{Data.Listings[0].Category}'; the taxonomy has: {known} …";
        }

        if (Configuration.Run.FoldsByShop && Data.Listings.All(listing => listing.Group is null))
        {
            return $"folds_by_shop: no listing of '{Data.File}' names its shop (field 'url').";
        }

        if (Configuration.Run.EncoderFolds == 1)
        {
            return "encoder_folds: one fold leaves nothing to train on. Expected 0, or 2 and more.";
        }

        return Data.Listings.Count < 2
            ? $"'{Data.File}' has fewer than two listings; training needs two or more, and a few hundred to be of use."
            : null;
    }
}
