using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Matching;
using EpmRl.Retrieval.Training.Generative;
using EpmRl.Retrieval.Training.Matching;
using Spectre.Console;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl train matcher</c>: labelled pairs in, a matcher out.</summary>
internal static class TrainMatcherCommand
{
    public static Command Create()
    {
        var data = new Option<string[]>("--data", "-d")
        {
            Description = "Folder of labelled pairs: offers.csv, or tableA.csv and tableB.csv, with train.csv and, to measure, valid.csv "
                + "(ltable_id,rtable_id,label). Repeat it for several.",
            HelpName = "folder",
            Required = true,
        };
        var trainFile = new Option<string?>("--train-file") { Description = "Training pairs instead of train.csv.", HelpName = "file" };
        var validFile = new Option<string?>("--valid-file") { Description = "Validation pairs instead of valid.csv.", HelpName = "file" };
        var clusters = new Option<string[]>("--clusters")
        {
            Description = "CSV of offers with their product (product_id, product_title, cluster_id): pairs of one cluster match, the most "
                + "alike of others do not. Repeat it for several.",
            HelpName = "file",
        };
        var output = new Option<string>("--out", "-o") { Description = "Folder of the model.", HelpName = "folder", Required = true };
        var seed = new Option<int>("--seed")
        {
            Description = "Seed of folds, edits and trees.", HelpName = "n", DefaultValueFactory = _ => 1,
        };
        var encoder = new Option<string?>("--pair-encoder")
        {
            Description = "Also train a small network that reads both texts of a pair, beginning with this encoder (models/catalog-l6). It "
                + "takes about an hour on two cores; less with --epochs and --most-pairs.",
            HelpName = "folder",
        };
        var epochs = new Option<int?>("--epochs")
        {
            Description = "Passes over the pairs. [default: 3 of the pair encoder, 1 with --generative]", HelpName = "n",
        };
        var pairs = new Option<int>("--most-pairs")
        {
            Description = "The most pairs of a pass.", HelpName = "n", DefaultValueFactory = _ => 40_000,
        };
        var threads = new Option<int>("--threads") { Description = "Threads of networks; 0 for all.", HelpName = "n" };
        var generative = new GenerativeTrainingOptionSet();
        Option<bool> json = CommonOptions.Json();
        var command = new CliCommand("matcher", "Learn from labelled pairs which listings are the same product.")
        {
            Examples =
            [
                "epmrl train matcher --data pairs --out models/my-matcher",
                "epmrl train matcher --data shoes --data phones --out models/my-matcher --seed 2",
                "epmrl train matcher --data pairs --pair-encoder models/catalog-l6 --out models/my-matcher",
                "epmrl train matcher --generative --base gemma --data pairs --stage sft --out models/sft",
                "epmrl train matcher --generative --base gemma --data pairs --stage rl --from models/sft --out models/rl",
            ],
        };
        foreach (Option option in (Option[])[data, trainFile, validFile, clusters, output, seed, encoder, epochs, pairs, threads, json])
        {
            command.Add(option);
        }

        generative.AddTo(command);
        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            string folder = parsed.GetRequiredValue(output);
            string[] folders = parsed.GetRequiredValue(data);
            var files = new CommandFiles();
            foreach (string one in folders)
            {
                files.Reads("--data", one);
            }

            files.Reads("--pair-encoder", parsed.GetValue(encoder));
            GenerativeTrainingOptions? staged = generative.IsWanted(parsed)
                ? generative.OptionsOf(parsed, parsed.GetValue(seed), parsed.GetValue(epochs), parsed.GetValue(threads)) : null;
            if (staged is not null)
            {
                files.Reads("--base", generative.BaseOf(parsed)).Reads("--from", generative.FromOf(parsed))
                    .Reads("--traces", generative.TracesOf(parsed));
            }

            string claim = staged is null ? Path.Combine(folder, MatcherModelFile.Name)
                : Path.Combine(GenerativeFiles.RunFolderOf(folder), GenerativeFiles.AdapterName);
            Directory.CreateDirectory(Path.GetDirectoryName(claim)!);
            using IDisposable claimed = files.Writes("--out", claim).Claim();
            var sets = new List<MatchingData>();
            foreach (string one in folders)
            {
                sets.Add(await MatchingDataReader.ReadAsync(
                    one, parsed.GetValue(trainFile), parsed.GetValue(validFile), terminal.Warn, cancellationToken));
            }

            foreach (string file in parsed.GetValue(clusters) ?? [])
            {
                sets.Add(await ClusteredDataReader.ReadAsync(file, parsed.GetValue(seed), terminal.Warn, cancellationToken));
            }

            if (staged is not null)
            {
                return await GenerativeTraining.RunAsync(
                    sets, generative, staged, folder, parsed, parsed.GetValue(json), terminal, cancellationToken);
            }

            var rules = AspectRules.Load(AspectRules.ShippedFolder, cancellationToken);
            var options = new MatcherTrainingOptions
            {
                Seed = parsed.GetValue(seed),
                Name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))),
                PairEncoder = parsed.GetValue(encoder) is not { } source ? null : new PairEncoderOptions
                {
                    Base = source,
                    Folder = Path.Combine(folder, MatcherModelFile.EncoderFolder),
                    Seed = parsed.GetValue(seed),
                    Epochs = parsed.GetValue(epochs) ?? 3,
                    Pairs = parsed.GetValue(pairs),
                    Threads = parsed.GetValue(threads),
                },
            };
            TrainedMatcher trained = await Task.Run(
                () => new MatcherTrainer(rules, options, terminal.Say).TrainAsync(sets, cancellationToken), cancellationToken);
            MatcherModelFile.Save(trained.Model, folder);
            Print(trained, parsed.GetValue(json), terminal);
            terminal.Say($"Wrote {Path.Combine(folder, MatcherModelFile.Name)}.");
            return ExitCodes.Ok;
        });
    }

    private static void Print(TrainedMatcher trained, bool json, Terminal terminal)
    {
        IEnumerable<(string Part, string Name, MatchFigures Figures)> all =
            trained.OutOfFold.Select(one => ("out of fold", one.Name, one.Figures)).Concat(
                trained.Valid.Select(one => ("validation", one.Name, one.Figures)));
        if (json)
        {
            terminal.Out.WriteLine(JsonSerializer.Serialize(
                all.Select(one => MatchFiguresView.Json(one.Part, one.Name, one.Figures)), JsonForPrograms.Options));
            return;
        }

        terminal.People.Write(MatchFiguresView.Table(all));
        terminal.People.MarkupLineInterpolated(CultureInfo.InvariantCulture,
            $"Threshold of 'same': {trained.Model.Calibration.SameFrom:0.000}, fitted out of fold.");
    }
}
