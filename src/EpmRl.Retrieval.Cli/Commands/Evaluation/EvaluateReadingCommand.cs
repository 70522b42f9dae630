using System.CommandLine;
using System.Text.Json;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Identification;
using Spectre.Console;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl evaluate reading</c>: whether wordings of every kind are read correctly, or left unanswered.</summary>
internal static class EvaluateReadingCommand
{
    private static readonly JsonSerializerOptions Written = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Command Create()
    {
        var cases = new Option<string>("--cases")
        {
            Description = "Cases, one a line, or a folder of such files: {\"id\", \"kind\", \"language\", \"category\", \"title\", "
                + "\"attribute\", \"expect\", \"twin\"}.",
            HelpName = "file|folder",
            Required = true,
        };
        var failures = new Option<int>("--failures")
        {
            Description = "Number of cases to list that are not read correctly.", HelpName = "n", DefaultValueFactory = _ => 0,
        };
        var answering = new AnsweringOptions();
        Option<bool> json = CommonOptions.Json();
        var command = new CliCommand("reading", "Scores small listings whose correct reading is known, by kind of wording and by language.")
        {
            Examples =
            [
                "epmrl evaluate reading --cases tests/EpmRl.Retrieval.Tests/reading --taxonomy taxonomy/sample --failures 20",
                "epmrl evaluate reading --cases cases.jsonl --index indexes/sample --json",
            ],
        };
        command.Add(cases);
        answering.AddTo(command);
        command.Add(failures);
        command.Add(json);
        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            using AnsweringEngine engine = await answering.OpenAsync(parsed, cancellationToken);
            (IReadOnlyList<ReadingCase> asked, IReadOnlyList<LabelledRowError> badRows) =
                await ReadingCasesReader.ReadAsync(parsed.GetRequiredValue(cases), engine.Taxonomy, cancellationToken);
            IReadOnlyList<ReadingResult> results =
                await new ReadingEvaluation(engine.Identifier).RunAsync(asked, cancellationToken: cancellationToken);
            var report = ReadingReport.Of(results);
            if (parsed.GetValue(json))
            {
                var figures = new { report.All, report.Kinds, report.Languages, report.Twins, Failures = report.Failed.Select(Failure) };
                terminal.Out.WriteLine(JsonSerializer.Serialize(figures, Written));
            }
            else
            {
                Print(report.All, "kind", report.Kinds, terminal.People);
                Print(report.All, "language", report.Languages, terminal.People);
                if (report.Twins is { } twins)
                {
                    Print(twins.All, "twins by kind", twins.Kinds, terminal.People);
                    Print(twins.All, "twins by language", twins.Languages, terminal.People);
                }

                foreach (ReadingResult result in report.Failed
                    .OrderByDescending(result => result.Outcome).ThenBy(result => result.Case.Kind, StringComparer.Ordinal)
                    .Take(parsed.GetValue(failures)))
                {
                    terminal.Out.WriteLine(Line(result));
                }
            }

            terminal.Out.Flush();
            foreach (LabelledRowError row in badRows)
            {
                terminal.Warn(row.ToString());
            }

            return badRows.Count == 0 ? ExitCodes.Ok : ExitCodes.BadRows;
        });
    }

    private static void Print(ReadingFigures all, string title, IReadOnlyList<ReadingFigures> lines, IAnsiConsole console)
    {
        Table table = new Table().Border(TableBorder.Simple).BorderColor(Color.Grey).AddColumn(title);
        foreach (string column in new[] { "cases", "right", "%", "open", "wrong", "wrong, p ≥ .9" })
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        foreach (ReadingFigures line in lines.Append(all))
        {
            table.AddRow(
                Markup.Escape(line.Name), $"{line.Cases:N0}", $"{line.Right:N0}", $"[bold]{line.Share * 100:0.0}[/]", $"{line.Open:N0}",
                $"{line.Wrong:N0}", $"{line.SurelyWrong:N0}");
        }

        console.Write(table);
    }

    private static void Print(TwinFigures all, string title, IReadOnlyList<TwinFigures> lines, IAnsiConsole console)
    {
        Table table = new Table().Border(TableBorder.Simple).BorderColor(Color.Grey).AddColumn(title);
        foreach (string column in new[] { "twins", "both right", "%", "95 % interval" })
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        foreach (TwinFigures line in lines.Append(all))
        {
            table.AddRow(
                Markup.Escape(line.Name), $"{line.Twins:N0}", $"{line.BothRight:N0}", $"[bold]{line.Share * 100:0.0}[/]",
                $"{line.Low * 100:0.0}–{line.High * 100:0.0}");
        }

        console.Write(table);
    }

    private static string Line(ReadingResult result) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{result.Case.Id} · {result.Outcome.ToString().ToLowerInvariant()} · {result.Case.Attribute} = "
            + $"{result.Best?.Label ?? "nothing"} ({TagResultJson.NameOf(result.Answer.Status)}"
            + $"{(result.Best is { } best ? $", p {best.Probability:0.00}" : "")}), expected {Expected(result.Case)} · "
            + $"{result.Case.Profile.Title}{(result.Case.Profile.Description.Length > 0 ? $" | {result.Case.Profile.Description}" : "")}");

    private static object Failure(ReadingResult result) => new
    {
        result.Case.Id,
        result.Case.Kind,
        result.Case.Language,
        result.Case.Profile.Category,
        result.Case.Profile.Title,
        result.Case.Profile.Description,
        result.Case.Attribute,
        Expected = Expected(result.Case),
        result.Case.Ambiguous,
        Outcome = result.Outcome.ToString().ToLowerInvariant(),
        Status = TagResultJson.NameOf(result.Answer.Status),
        Answer = result.Best?.Label,
        result.Best?.Probability,
        result.Answer.Reason,
        Alternatives = result.Answer.Alternatives.Select(value => value.Label),
    };

    private static string Expected(ReadingCase one) => one.Expect?.ToString() ?? "nothing";
}
