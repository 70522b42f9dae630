using System.CommandLine;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl taxonomy export</c>: writes a taxonomy for other programs.</summary>
internal static class TaxonomyExportCommand
{
    public static Command Create()
    {
        Argument<string> folder = TaxonomyCommand.Folder();
        var format = new Option<string>("--format", "-f")
        {
            Description =
                "jsonl: everything, reads back as the same taxonomy. csv: a table for spreadsheets. values-json: names and labels alone.",
            Required = true,
        };
        format.AcceptOnlyFromAmong("jsonl", "csv", "values-json");
        var output = new Option<string>(
            "--out", "-o") { Description = "File to write, - for stdout.", HelpName = "file|-", DefaultValueFactory = _ => "-" };
        var raw = new Option<bool>("--raw") { Description = "csv: leave cells that a spreadsheet would take for formulas as they are." };
        var command = new CliCommand("export", "Writes a taxonomy as JSON lines, CSV or a JSON value list.")
        {
            Examples = ["epmrl taxonomy export my-taxonomy --format csv --out values.csv"],
            Arguments = { folder },
            Options = { format, output, raw },
        };
        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            ProductTaxonomy taxonomy = TaxonomyReader.Load(parsed.GetRequiredValue(folder), cancellationToken);
            string path = parsed.GetRequiredValue(output);
            using IDisposable claimed =
                new CommandFiles().Reads("the taxonomy", parsed.GetRequiredValue(folder)).Writes("--out", path).Claim();
            if (path == "-")
            {
                Write(taxonomy, parsed.GetRequiredValue(format), parsed.GetValue(raw), terminal.OutputStream, cancellationToken);
            }
            else
            {
                await AtomicFile.WriteAsync(path, stream =>
                {
                    Write(taxonomy, parsed.GetRequiredValue(format), parsed.GetValue(raw), stream, cancellationToken);
                    return Task.CompletedTask;
                });
                terminal.Say($"Wrote {path}: {TaxonomyCommand.Counts(taxonomy)}.");
            }

            return ExitCodes.Ok;
        });
    }

    private static void Write(ProductTaxonomy taxonomy, string format, bool raw, Stream stream, CancellationToken cancellationToken)
    {
        switch (format)
        {
            case "jsonl":
                TaxonomyExporter.WriteJsonl(taxonomy, stream, cancellationToken);
                break;
            case "csv":
                using (var writer = new StreamWriter(stream, leaveOpen: true))
                {
                    TaxonomyExporter.WriteCsv(taxonomy, writer, raw, cancellationToken);
                }

                break;
            default:
                TaxonomyExporter.WriteValuesJson(taxonomy, stream, cancellationToken);
                break;
        }
    }
}
