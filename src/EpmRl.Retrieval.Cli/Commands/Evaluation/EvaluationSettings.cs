using System.CommandLine;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Training.Runs;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>What is measured, and how.</summary>
internal sealed record EvaluationSettings
{
    /// <summary>The folds, of the first seed; null when there are none.</summary>
    public required FoldPlan? Folds { get; init; }

    /// <summary>File of the listings to learn from; null when they come from the file that is scored.</summary>
    public required string? FitOn { get; init; }

    /// <summary>What is unknown in training although it is asked about.</summary>
    public required LeaveOut LeaveOut { get; init; }

    /// <summary>Seeds of folds and training, one for each run; at least one.</summary>
    public required IReadOnlyList<int> Seeds { get; init; }

    /// <summary>When an answer equals a label.</summary>
    public required LabelMatch Match { get; init; }

    /// <summary>The channels to score, each by itself; the first is the one that reports detail.</summary>
    public required IReadOnlyList<IdentificationChannels> Channels { get; init; }

    /// <summary>What is trained beside the calibration.</summary>
    public required EngineParts Trained { get; init; }

    /// <summary>
    /// Whether thresholds are fitted. Not where the encoder alone is trained: they are fitted to answers of encoders that do not know the listing,
    /// which are ten more for five folds, and the null value's score is a threshold by itself.
    /// </summary>
    public bool FitsThresholds => Trained != EngineParts.Encoder || Training.Calibration.Precision is not null;

    /// <summary>Whether the parts of the engine are compared instead of its channels.</summary>
    public required bool Ablation { get; init; }

    /// <summary>How it is trained; seeds and folds are those above.</summary>
    public required TrainingConfiguration Training { get; init; }

    /// <summary>Whether anything is learned.</summary>
    public bool Learns => Folds is not null || FitOn is not null || LeaveOut != LeaveOut.Nothing;

    /// <summary>Reads and checks the options.</summary>
    /// <exception cref="UsageException">The options make no sense.</exception>
    public static EvaluationSettings Read(EvaluateIdentificationOptions options, ParseResult parsed)
    {
        int[] seeds = parsed.GetValue(options.Seeds) is { Length: > 0 } several ? several : [parsed.GetValue(options.Seed)];
        int folds = parsed.GetValue(options.Folds);
        TrainingConfiguration training = parsed.GetValue(options.Config) is { } file ? TrainingConfiguration.Read(file) : new TrainingConfiguration();
        var settings = new EvaluationSettings
        {
            Folds = folds == 0 ? null : new FoldPlan(folds, parsed.GetValue(options.FoldsByShop), seeds[0]),
            FitOn = parsed.GetValue(options.FitOn),
            LeaveOut = parsed.GetValue(options.LeaveOut) switch
            {
                "category" => LeaveOut.Category,
                "attribute" => LeaveOut.Attribute,
                _ => LeaveOut.Nothing,
            },
            Seeds = seeds,
            Match = parsed.GetValue(options.Match) == "normalized" ? LabelMatch.Normalized : LabelMatch.Exact,
            Channels =
            [
                .. parsed.GetRequiredValue(options.Channels).Distinct().Select(name => name switch
                {
                    "dense" => IdentificationChannels.Dense,
                    "mentions" => IdentificationChannels.Mentions,
                    _ => IdentificationChannels.All,
                }),
            ],
            Trained = parsed.GetValue(options.Train) switch
            {
                "encoder" => EngineParts.Encoder,
                "mentions" => EngineParts.Mentions,
                "all" => EngineParts.Encoder | EngineParts.Mentions,
                _ => EngineParts.None,
            },
            Ablation = parsed.GetValue(options.Ablation),
            Training = training with
            {
                Calibration = training.Calibration with { Precision = parsed.GetValue(options.MinPrecision) ?? training.Calibration.Precision },
            },
        };
        settings.Check(parsed.GetValue(options.FoldsByShop), parsed.GetValue(options.CalibrationOut) is not null);
        return settings;
    }

    /// <summary>Checks the folds against the data.</summary>
    /// <exception cref="UsageException">There are not enough listings, or shops.</exception>
    public void CheckFolds(LabelledDataSet data)
    {
        if (Folds is { ByGroup: true } && data.Listings.All(listing => listing.Group is null))
        {
            throw new UsageException($"--folds-by-shop: no listing of '{data.File}' names its shop (field 'url').");
        }

        if (Folds is not null && Folds.UnitsIn(data.Listings) is int most && Folds.Count > most)
        {
            throw new UsageException($"--folds {Folds.Count}: '{data.File}' has {most} {(Folds.ByGroup ? "shops (field 'url')" : "listings")}.");
        }
    }

    private void Check(bool byShop, bool calibrationOut)
    {
        if (Folds is { Count: < 2 })
        {
            throw new UsageException($"--folds {Folds.Count}: expected 2 or more, or 0 to fit nothing.");
        }

        if (byShop && Folds is null)
        {
            throw new UsageException("--folds-by-shop: there are no folds. Add --folds 5.");
        }

        if (Folds is not null && FitOn is not null)
        {
            throw new UsageException("--folds and --fit-on each say which listings to learn from: give one of them.");
        }

        if ((Trained != EngineParts.None || Ablation) && !Learns)
        {
            throw new UsageException($"{(Ablation ? "--ablation" : "--train")}: there is nothing to learn from that is not asked about too. Add --folds 5, or --fit-on.");
        }

        if (Seeds.Count > 1 && !Learns)
        {
            throw new UsageException("--seeds: without folds nothing depends on chance. Add --folds 5.");
        }

        if (Seeds.Distinct().Count() < Seeds.Count)
        {
            throw new UsageException($"--seeds {string.Join(',', Seeds)}: a seed stands there twice and would count twice.");
        }

        if (Training.Calibration.Precision is { } share && share is not (> 0 and <= 1))
        {
            throw new UsageException($"--min-precision {share}: expected a share above 0 and up to 1.");
        }

        if (Training.Calibration.Precision is not null && !Learns && !calibrationOut)
        {
            throw new UsageException("--min-precision is fitted, and without --folds nothing is. Add --folds 5.");
        }
    }
}

/// <summary>Parts of an engine that can be trained.</summary>
[Flags]
internal enum EngineParts
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The encoder.</summary>
    Encoder = 1,

    /// <summary>What reads mentions, joins them with retrieved values and decides.</summary>
    Mentions = 2,
}
