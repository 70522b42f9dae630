using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Matching;
using EpmRl.Retrieval.Matching.GenAI;
using EpmRl.Retrieval.Training.Generative;
using EpmRl.Retrieval.Training.Matching;
using Spectre.Console;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl train matcher --generative</c>: labelled pairs and a base model in, a generative matcher out.</summary>
internal static class GenerativeTraining
{
    /// <summary>Trains a stage.</summary>
    /// <param name="sets">The data sets.</param>
    /// <param name="choice">The options of the command.</param>
    /// <param name="options">The settings.</param>
    /// <param name="output">The model folder to write.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="json">Whether the figures are written as JSON.</param>
    /// <param name="terminal">Receives progress and figures.</param>
    /// <param name="cancellationToken">Cancels between steps.</param>
    public static async Task<int> RunAsync(
        IReadOnlyList<MatchingData> sets, GenerativeTrainingOptionSet choice, GenerativeTrainingOptions options, string output,
        ParseResult parsed, bool json, Terminal terminal, CancellationToken cancellationToken)
    {
        MatchPrompt prompt = MatchPrompt.Trained;
        RewardOptions weights = choice.RewardOf(parsed);
        var reward = new RationaleReward(weights, !options.HasRandomJudges ? null :
            [.. Enum.GetValues<AspectRole>().Select(role => new RandomJudge(EngineJudge.NameOf(role), options.Seed))]);
        using GenAITokenizer tokenizer = GenAITokenizer.Open(choice.BaseOf(parsed));
        var rules = AspectRules.Load(AspectRules.ShippedFolder, cancellationToken);
        terminal.Say($"Reading {sets.Sum(set => set.Listings.Count):N0} listings …");
        TrainedGenerator trained = await Task.Run(
            async () =>
            {
                GenerativeData data = GenerativeData.Of(sets, rules, prompt, options, cancellationToken);
                IReadOnlyList<(GenerativePair, string)> taught = TaughtAnswers.Of(
                    data, choice.TracesOf(parsed), prompt, terminal.Say, cancellationToken);
                var trainer = new GenerativeTrainer(
                    options, new GenerativeFiles(choice.BaseOf(parsed), choice.FromOf(parsed), output), tokenizer, prompt, reward,
                    terminal.Say);
                return await trainer.TrainAsync(data, taught, cancellationToken);
            },
            cancellationToken);
        if (!trained.IsComplete)
        {
            return ExitCodes.Ok;
        }

        Print(trained, json, terminal);
        terminal.Say($"Wrote {output}. Spent: {trained.Cost}.");
        return ExitCodes.Ok;
    }

    private static void Print(TrainedGenerator trained, bool json, Terminal terminal)
    {
        if (json)
        {
            terminal.Out.WriteLine(JsonSerializer.Serialize(trained.Figures, JsonForPrograms.Options));
            return;
        }

        if (trained.Figures.Count == 0)
        {
            return; // nothing was held out
        }

        var table = new Table().Border(TableBorder.Rounded);
        table.AddColumn("pairs");
        foreach (string column in (string[])
            ["others/match", "F1", "95 %", "reasons", "both orders", "AP", "ECE", "in form", "quotes", "follows", "flips", "tokens"])
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        foreach (GenerativeFigures one in trained.Figures)
        {
            table.AddRow(new[]
            {
                $"{one.Part}: {one.Pairs:N0}", Number(one.Ratio, "0.0"), Number(100 * one.F1, "0.0"),
                $"{Number(100 * one.Low, "0.0")}–{Number(100 * one.High, "0.0")}", Number(100 * one.F1OfReasons, "0.0"),
                Number(100 * one.F1OfBothOrders, "0.0"),
                Number(100 * one.AveragePrecision, "0.0"), Number(one.CalibrationError, "0.000"), Number(100 * one.Parsed, "0.0"),
                Number(100 * one.Quotes, "0.0"), Number(100 * one.Follows, "0.0"), Number(100 * one.Flips, "0.0"),
                Number(one.Tokens, "0"),
            }.Select(Markup.Escape).ToArray());
        }

        terminal.People.Write(table);
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
