using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Matching;
using Spectre.Console;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl reward explain</c>: every part of the reward of an answer about two listings.</summary>
internal static class RewardExplainCommand
{
    private const double CharactersPerToken = 3; // of derived traces, by the tokens of Gemma

    public static Command Create()
    {
        var left = new Option<string>("--left", "-l")
        {
            Description = "A listing as JSON, {\"title\": …}, or a file of listings.", HelpName = "json|file", Required = true,
        };
        var right = new Option<string>("--right", "-r")
        {
            Description = "The other listing, likewise.", HelpName = "json|file", Required = true,
        };
        var a = new Option<string?>("--a") { Description = "Id of the listing in --left. [default: the first]", HelpName = "id" };
        var b = new Option<string?>("--b") { Description = "Id of the listing in --right. [default: the first]", HelpName = "id" };
        var answer = new Option<string>("--output-text", "-t")
        {
            Description = "The answer of the model, in lines, - for stdin.", HelpName = "file|-", Required = true,
        };
        var label = new Option<string?>("--label")
        {
            Description = "The right verdict; of 'different', the evidence says whether it is a variant. Without it, parts that see it do "
                + "not apply.",
        };
        var probabilities = new Option<double[]>("--probabilities")
        {
            Description = "Probabilities of same, variant and different at the verdict. [default: the verdict is certain]",
            HelpName = "same variant different",
            Arity = new ArgumentArity(3, 3),
            AllowMultipleArgumentsPerToken = true,
        };
        Option<double?> swapped = Probability("--swapped-same", "Probability of same with the listings in the other order.");
        Option<double?> twin = Probability("--twin-same", "The same with promotional words added to a listing.");
        Option<double?> edited = Probability("--edited-same", "The same after a decisive edit, such as a digit of the model number.");
        var tokens = new Option<int?>("--tokens")
        {
            Description = "Tokens of the answer. [default: estimated from its characters]", HelpName = "n",
        };
        var weights = new Option<string?>("--weights")
        {
            Description = "Weights of the parts, YAML. [default: those that the program carries]", HelpName = "file",
        };
        var prompt = new Option<string?>("--prompt")
        {
            Description = "The prompt that the model was trained with, YAML. [default: the one that the program carries]",
            HelpName = "file",
        };
        var asGiven = new Option<bool>("--as-given")
        {
            Description = "Quotes of --left are the first in the answer. [default: the order of the prompt, by a hash of the listings]",
        };
        Option<bool> json = CommonOptions.Json();
        label.AcceptOnlyFromAmong("same", "variant", "different");
        var command = new CliCommand("explain", "Print every part of the reward of an answer, with the judges' reasons.")
        {
            Examples =
            [
                "epmrl reward explain --left ours.json --right theirs.json --output-text answer.txt --label different",
                "epmrl reward explain --left ours.csv --a 17 --right theirs.csv --b 204 --output-text answer.txt --label same "
                    + "--probabilities 0.8 0.15 0.05",
            ],
        };
        foreach (Option option in (Option[])
            [left, right, a, b, answer, label, probabilities, swapped, twin, edited, tokens, weights, prompt, asGiven, json])
        {
            command.Add(option);
        }

        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            MatchPrompt shown = parsed.GetValue(prompt) is { } file ? MatchPrompt.Load(file) : MatchPrompt.Trained;
            var reward = new RationaleReward(parsed.GetValue(weights) is { } own ? RewardOptions.Load(own) : null);
            IReadOnlyList<ProductProfile> lefts = await ReadAsync("--left", parsed.GetRequiredValue(left), terminal, cancellationToken);
            IReadOnlyList<ProductProfile> rights = await ReadAsync("--right", parsed.GetRequiredValue(right), terminal, cancellationToken);
            string text = await ReadTextAsync(parsed.GetRequiredValue(answer), terminal, cancellationToken);
            var catalog = EvidenceCatalog.Of(
                [.. lefts, .. rights], AspectRules.Load(AspectRules.ShippedFolder, cancellationToken), shown, cancellationToken);
            PairEvidence pair = catalog.Pair(
                Find(lefts, parsed.GetValue(a), "--a"), lefts.Count + Find(rights, parsed.GetValue(b), "--b"),
                parsed.GetValue(label) is { } word ? word == "same" : null);
            pair = parsed.GetValue(label) == "variant" ? pair.With(MatchVerdict.Variant) : pair;
            pair = parsed.GetValue(asGiven) && pair.IsSwapped ? pair.Swapped() : pair;
            var sampled = new SampledAnswer(text, parsed.GetValue(tokens) ?? (int)Math.Ceiling(text.Length / CharactersPerToken))
            {
                Verdict = ProbabilitiesOf(parsed.GetValue(probabilities)),
                SwappedSame = parsed.GetValue(swapped),
                TwinSame = parsed.GetValue(twin),
                EditedSame = parsed.GetValue(edited),
            };
            RewardBreakdown scored = await reward.ScoreAsync(pair, sampled, cancellationToken);
            if (pair.IsSwapped)
            {
                terminal.Say("The prompt shows --right first: the answer's first quotes are of it (--as-given: of --left).");
            }

            Print(scored, pair, reward.Options, parsed.GetValue(json), terminal);
            return ExitCodes.Ok;
        });
    }

    private static Option<double?> Probability(string name, string description)
    {
        var option = new Option<double?>(name) { Description = description, HelpName = "p" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is { } value && value is not (>= 0 and <= 1))
            {
                result.AddError(FormattableString.Invariant($"{name}: expected a probability from 0 to 1, found {value}."));
            }
        });
        return option;
    }

    private static VerdictProbabilities? ProbabilitiesOf(double[]? stated)
    {
        const double Tolerance = 0.01;
        return stated switch
        {
            null or [] => null,
            [var same, var variant, var different] when stated.All(value => value is >= 0 and <= 1)
                && Math.Abs(stated.Sum() - 1) <= Tolerance =>
                new VerdictProbabilities(same / stated.Sum(), variant / stated.Sum(), different / stated.Sum()),
            _ => throw new UsageException(
                "--probabilities: expected three probabilities that sum to 1, of same, variant and different: "
                    + "--probabilities 0.8 0.15 0.05."),
        };
    }

    private static async Task<IReadOnlyList<ProductProfile>> ReadAsync(
        string option, string jsonOrFile, Terminal terminal, CancellationToken cancellationToken)
    {
        bool isJson = jsonOrFile.TrimStart().StartsWith('{');
        var options = new ProductReaderOptions { Format = isJson ? CatalogFormat.JsonLines : CatalogFormat.Auto, Note = terminal.Say };
        await using ProductReader reader = isJson
            ? new ProductReader(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(jsonOrFile.ReplaceLineEndings(" "))), option, options)
            : ProductReader.Open(jsonOrFile, options);
        var errors = new List<RowError>();
        ListingTable table = await ListingTable.ReadAsync(reader, errors.Add, cancellationToken);
        if (table.Listings.Count == 0)
        {
            throw new UsageException(errors.Count > 0 ? errors[0].ToString()
                : $"{option}: '{jsonOrFile}' has no listing. Expected one with a title.");
        }

        errors.ForEach(error => terminal.Warn(error.ToString()));
        return table.Listings;
    }

    private static async Task<string> ReadTextAsync(string file, Terminal terminal, CancellationToken cancellationToken)
    {
        if (file != "-" && !File.Exists(file))
        {
            throw new UsageException($"--output-text: the file '{file}' does not exist. Name the file of the answer, or - for stdin.");
        }

        await using Stream source = file == "-" ? terminal.OpenInput() : File.OpenRead(file);
        using var reader = new StreamReader(source);
        return (await reader.ReadToEndAsync(cancellationToken)).ReplaceLineEndings("\n");
    }

    private static int Find(IReadOnlyList<ProductProfile> listings, string? id, string option)
    {
        int place = id is null ? 0 : listings.Index().Where(one => one.Item.Id == id).Select(one => one.Index).FirstOrDefault(-1);
        return place >= 0 ? place : throw new UsageException($"{option}: no listing has the id '{id}'. Name one of the file.");
    }

    private static void Print(RewardBreakdown scored, PairEvidence pair, RewardOptions options, bool json, Terminal terminal)
    {
        if (json)
        {
            terminal.Out.WriteLine(JsonSerializer.Serialize(
                new
                {
                    First = pair.A.Id,
                    Second = pair.B.Id,
                    Truth = pair.Truth is { } truth ? AnswerWords.Of(truth) : null,
                    options.Version,
                    scored.Total,
                    scored.Problem,
                    scored.Parts,
                },
                JsonForPrograms.Options));
            return;
        }

        terminal.People.MarkupLineInterpolated(CultureInfo.InvariantCulture,
            $"[bold]{scored.Total:0.000}[/] in all, by the weights {options.Version}.");
        if (scored.Problem is { } problem)
        {
            terminal.People.MarkupLineInterpolated($"[red]The answer does not follow the form[/]: {problem}.");
            return;
        }

        Table table = new Table().Border(TableBorder.Simple).BorderColor(Color.Grey);
        foreach (string column in (string[])["part", "value", "weight", "adds", "why"])
        {
            table.AddColumn(column);
        }

        foreach (RewardPart part in scored.Parts)
        {
            table.AddRow(
                part.Name, Number(part.Value), Number(part.Weight), Number(part.Contribution), Markup.Escape(part.Reason));
        }

        terminal.People.Write(table);

        // A cost of nothing is -0; a sum has no such sign.
        static string Number(double? value) => (value + 0.0)?.ToString("0.000", CultureInfo.InvariantCulture) ?? "–";
    }
}
