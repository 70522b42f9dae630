using System.CommandLine;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Training.Measurement;
using EpmRl.Retrieval.Training.Runs;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>Reads the settings of a measurement from the options of <c>epmrl evaluate identification</c>.</summary>
internal static class EvaluationSettings
{
    /// <summary>Reads and checks the options.</summary>
    /// <exception cref="UsageException">The options contradict each other.</exception>
    /// <param name="options">The options.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="fitOn">The listings of <c>--fit-on</c>; null without it.</param>
    /// <param name="terminal">Receives the steps of an encoder's training.</param>
    public static MeasurementOptions Read(
        EvaluateIdentificationOptions options, ParseResult parsed, LabelledDataSet? fitOn, Terminal terminal)
    {
        int[] seeds = parsed.GetValue(options.Seeds) is { Length: > 0 } several ? several : [parsed.GetValue(options.Seed)];
        int folds = parsed.GetValue(options.Folds);
        TrainingConfiguration training =
            parsed.GetValue(options.Config) is { } file ? TrainingConfiguration.Read(file) : new TrainingConfiguration();
        var settings = new MeasurementOptions
        {
            Folds = folds == 0 ? null : new FoldPlan(folds, parsed.GetValue(options.FoldsByShop), seeds[0]),
            FitOn = fitOn,
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
            BaseModel = options.Encoder.FolderOf(parsed),
            Encoder = options.Encoder.OptionsOf(parsed),
            EncoderSteps = EncoderProgress.Lines(terminal),
            Training = training with
            {
                Calibration =
                    training.Calibration with { Precision = parsed.GetValue(options.MinPrecision) ?? training.Calibration.Precision },
            },
        };
        Check(settings, parsed.GetValue(options.FoldsByShop), parsed.GetValue(options.CalibrationOut) is not null);
        return settings;
    }

    /// <summary>Checks the folds against the data.</summary>
    /// <exception cref="UsageException">There are not enough listings, or shops.</exception>
    public static void CheckFolds(FoldPlan? folds, LabelledDataSet data)
    {
        if (folds is { ByGroup: true } && data.Listings.All(listing => listing.Group is null))
        {
            throw new UsageException($"--folds-by-shop: no listing of '{data.File}' names its shop (field 'url').");
        }

        if (folds is not null && folds.UnitsIn(data.Listings) is int most && folds.Count > most)
        {
            throw new UsageException(
                $"--folds {folds.Count}: '{data.File}' has {most} {(folds.ByGroup ? "shops (field 'url')" : "listings")}.");
        }
    }

    private static void Check(MeasurementOptions how, bool byShop, bool calibrationOut)
    {
        if (how.Folds is { Count: < 2 })
        {
            throw new UsageException($"--folds {how.Folds.Count}: expected 2 or more, or 0 to fit nothing.");
        }

        if (byShop && how.Folds is null)
        {
            throw new UsageException("--folds-by-shop: there are no folds. Add --folds 5.");
        }

        if (how.Folds is not null && how.FitOn is not null)
        {
            throw new UsageException("--folds and --fit-on each say which listings to learn from: give one of them.");
        }

        if ((how.Trained != EngineParts.None || how.Ablation) && !how.Learns)
        {
            throw new UsageException($"{(how.Ablation ? "--ablation" : "--train")}: there is nothing to learn from that is not evaluated "
                + "too. Add --folds 5, or --fit-on.");
        }

        if (how.Seeds.Count > 1 && !how.Learns)
        {
            throw new UsageException("--seeds: without folds nothing depends on chance. Add --folds 5.");
        }

        if (how.Seeds.Distinct().Count() < how.Seeds.Count)
        {
            throw new UsageException($"--seeds {string.Join(',', how.Seeds)}: a duplicate seed would count twice.");
        }

        if (how.Training.Calibration.Precision is { } share && share is not (> 0 and <= 1))
        {
            throw new UsageException($"--min-precision {share}: expected a share above 0 and up to 1.");
        }

        if (how.Training.Calibration.Precision is not null && !how.Learns && !calibrationOut)
        {
            throw new UsageException("--min-precision is fitted, and without --folds nothing is. Add --folds 5.");
        }
    }
}
