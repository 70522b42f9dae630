using System.Security.Cryptography;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.Training.Runs;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>Everything that a training run starts from, read and checked.</summary>
internal sealed record TrainingPlan
{
    /// <summary>The labelled listings.</summary>
    public required LabelledDataSet Data { get; init; }

    /// <summary>The values to answer.</summary>
    public required ProductTaxonomy Taxonomy { get; init; }

    /// <summary>The taxonomy's folder, as it was typed.</summary>
    public required string TaxonomyFolder { get; init; }

    /// <summary>The model folder to start from.</summary>
    public required string Base { get; init; }

    /// <summary>The model folder to make.</summary>
    public required string Out { get; init; }

    /// <summary>The folder of the run.</summary>
    public required string Run { get; init; }

    /// <summary>Whether a run in that folder is gone on with.</summary>
    public required bool Resume { get; init; }

    /// <summary>What is trained.</summary>
    public required TrainedParts Parts { get; init; }

    /// <summary>Whether a smaller encoder is made of the trained one.</summary>
    public required bool Distill { get; init; }

    /// <summary>Where the encoder's steps are computed.</summary>
    public required EncoderDevice Device { get; init; }

    /// <summary>How it is trained.</summary>
    public required TrainingConfiguration Configuration { get; init; }

    /// <summary>SHA-256 of the file of labelled listings, lower-case hexadecimal.</summary>
    public string DataHash { get => field ??= Sha256Hex.OfFile(Data.File); private init; }

    /// <summary>Name of the model.</summary>
    public string Name => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(Out)));

    /// <summary>Whether there is an encoder for each fold, besides the final one.</summary>
    public bool TrainsFoldEncoders => Parts == TrainedParts.All && Configuration.Run.EncoderFolds > 0;

    /// <summary>The folds of cross-fitting and of figures; fewer than configured where there are fewer listings.</summary>
    public FoldPlan Folds
    {
        get
        {
            RunOptions run = Configuration.Run;
            var folds = new FoldPlan(TrainsFoldEncoders ? run.EncoderFolds : run.Folds, run.FoldsByShop, run.Seed);
            return folds with { Count = Math.Min(folds.Count, folds.UnitsIn(Data.Listings)) };
        }
    }

    /// <summary>What the run is of.</summary>
    public RunIdentity Identity => new()
    {
        Data = DataHash,
        Taxonomy = Taxonomy.Version,
        Base = Sha256Hex.OfFile(Path.Combine(Base, "encoder.json")),
        Parts = Parts.ToString().ToLowerInvariant() + (Distill ? ", distilled" : ""),
        Configuration = Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Configuration.ToYaml()))),
    };
}
