using System.CommandLine;
using System.Text.Json;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Identification;
using Spectre.Console;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl evaluate categories</c>: whether listings get the category they belong to, and none if they belong to none.</summary>
internal static class EvaluateCategoriesCommand
{
    private static readonly JsonSerializerOptions Written =
        new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static Command Create()
    {
        var data = new Option<string>("--data", "-d")
        {
            Description = "Folder of listings labelled with a taxonomy.", HelpName = "folder", Required = true,
        };
        var split = new Option<string?>("--split")
        {
            Description = "File of the folder. [default: train.jsonl, or the only *.jsonl]", HelpName = "file",
        };
        Option<string?> texts = CommonOptions.Texts();
        var failures =
            new Option<int>("--failures") { Description = "Wrong predictions to list.", HelpName = "n", DefaultValueFactory = _ => 0 };
        var answering = new AnsweringOptions();
        Option<bool> json = CommonOptions.Json();
        var command = new CliCommand("categories", "Hides the categories of labelled listings and scores the predicted ones.")
        {
            Examples =
                ["epmrl evaluate categories --data labels --split offers.jsonl --texts data --taxonomy taxonomy/sample --failures 20"],
        };
        command.Add(data);
        command.Add(split);
        command.Add(texts);
        answering.AddTo(command);
        command.Add(failures);
        command.Add(json);
        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            LabelledDataSet labelled = await LabelledDataSetReader.ReadAsync(
                parsed.GetRequiredValue(data), parsed.GetValue(split), parsed.GetValue(texts), cancellationToken);
            using AnsweringEngine engine = await answering.OpenAsync(parsed, cancellationToken);
            var report = CategoryReport.Of(
                await new CategoryEvaluation(engine.Identifier, engine.Taxonomy).RunAsync(labelled.Listings, cancellationToken));
            if (parsed.GetValue(json))
            {
                terminal.Out.WriteLine(JsonSerializer.Serialize(new { report.Lines, Wrong = report.Wrong.Select(one => new { one.Listing.Profile.Id, one.Gold, Predicted = one.Answer.Id }) }, Written));
            }
            else
            {
                Print(report.Lines, terminal.People);
                foreach ((LabelledListing listing, string? gold, CategoryAnswer answer) in report.Wrong.OrderBy(one => one.Answer.Id is null).Take(parsed.GetValue(failures)))
                {
                    string candidates = string.Join(", ", answer.Candidates.Select(candidate => $"{candidate.Id} {candidate.Score:0.00}"));
                    terminal.Out.WriteLine($"{listing.Profile.Id} · {answer.Id ?? "none"}, expected {gold ?? "none"} · "
                        + $"{listing.Profile.Title} ({candidates})");
                }
            }

            terminal.Out.Flush();
            foreach (LabelledRowError row in labelled.BadRows)
            {
                terminal.Warn(row.ToString());
            }

            return labelled.BadRows.Count == 0 ? ExitCodes.Ok : ExitCodes.BadRows;
        });
    }

    private static void Print(IReadOnlyList<CategoryFigures> lines, IAnsiConsole console)
    {
        Table table = new Table().Border(TableBorder.Simple).BorderColor(Color.Grey).AddColumn("category");
        foreach (string column in new[] { "listings", "predicted", "right", "predicted are right, %", "found, %" })
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        foreach (CategoryFigures line in lines)
        {
            table.AddRow(
                Markup.Escape(line.Name), $"{line.Listings:N0}", $"{line.Predicted:N0}", $"{line.Right:N0}",
                $"[bold]{line.Precision * 100:0.0}[/]", $"[bold]{line.Recall * 100:0.0}[/]");
        }

        console.Write(table);
    }
}
