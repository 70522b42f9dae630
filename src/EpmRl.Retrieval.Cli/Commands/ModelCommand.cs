using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Encoding.Onnx;
using Spectre.Console;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl model</c>: checks and merges models.</summary>
internal static class ModelCommand
{
    public static Command Create() =>
        new("model", "Check an encoder's model, merge a generative one.") { CreateCheck(), ModelMergeCommand.Create() };

    private static CliCommand CreateCheck()
    {
        Option<string?> model = CommonOptions.Model();
        Option<string> device = CommonOptions.Device();
        Option<bool> json = CommonOptions.Json();
        var command = new CliCommand(
            "check", "Run the model's golden texts on this machine, in every precision, against the vectors stored with it. Exit code 4 "
                + "when they drift.")
        {
            Examples = ["epmrl model check", "epmrl model check --model models/catalog-l6 --json"],
        };
        command.Add(model);
        command.Add(device);
        command.Add(json);
        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            string folder = ModelPath.Resolve(parsed.GetValue(model));
            EncoderDevice where = EncoderDevice.Parse(parsed.GetRequiredValue(device));
            IReadOnlyList<PrecisionCheck> checks = await ModelCheck.RunAsync(folder, where, cancellationToken);
            if (parsed.GetValue(json))
            {
                terminal.Out.WriteLine(JsonSerializer.Serialize(checks, JsonForPrograms.Options));
            }
            else
            {
                terminal.People.Write(Describe(checks));
            }

            string[] failed = [.. checks.Where(check => !check.Passed).Select(check => check.Precision)];
            if (failed.Length == 0)
            {
                return ExitCodes.Ok;
            }

            terminal.Fail($"'{folder}' does not reproduce its golden vectors in {string.Join(", ", failed)}. Import the model "
                + "again; if that does not help, this machine computes differently: choose another --precision.");
            return ExitCodes.GateNotMet;
        });
    }

    private static Table Describe(IReadOnlyList<PrecisionCheck> checks)
    {
        Table table = new Table().Border(TableBorder.Simple)
            .AddColumns("precision", "device", "cosine min", "mean", "alone or among others", "space", "");
        foreach (PrecisionCheck check in checks)
        {
            table.AddRow(
                check.Precision, check.Device, Number(check.LeastCosine, "0.000000"), Number(check.MeanCosine, "0.000000"),
                "± " + Number(check.NeighbourDifference, "0.0e0"), check.Space, check.Passed ? "[green]ok[/]" : "[red]drift[/]");
        }

        return table;
    }

    private static string Number(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
