using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Encoding.Onnx;
using Spectre.Console;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl bench device</c>: the encoder on one device, against fp32 on the processor.</summary>
internal static class BenchDeviceCommand
{
    private const int Count = 1024; // twice the largest call

    public static CliCommand Create()
    {
        Option<string?> texts = BenchmarkTexts.Option();
        Option<string> device = CommonOptions.MeasuredDevice();
        var seconds =
            new Option<double>("--seconds") { Description = "How long calls of one size are repeated.", DefaultValueFactory = _ => 3 };
        Option<string?> model = CommonOptions.Model();
        Option<bool> json = CommonOptions.Json();
        seconds.Validators.Add(result =>
        {
            if (!(result.GetValueOrDefault<double>() is >= 0 and <= 3600))
            {
                result.AddError("--seconds must be from 0 to 3600.");
            }
        });
        var command = new CliCommand(
            "device",
            "Time fp32 and fp16 on one device in calls of 1, 32 and 512 texts, with their cosines to fp32 on the processor. Exit code 4 "
                + "when a cosine is too low.")
        {
            Examples = ["epmrl bench device --device cuda", "epmrl bench device --device cpu --seconds 1 --json"],
        };
        command.Add(texts);
        command.Add(device);
        command.Add(seconds);
        command.Add(model);
        command.Add(json);
        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            string folder = ModelPath.Resolve(parsed.GetValue(model));
            string[] given = Distinct(BenchmarkTexts.Read(parsed.GetValue(texts), EncoderManifest.Read(folder).Prompts, Count));
            IReadOnlyList<DeviceBenchmarkRow> rows = await DeviceBenchmark.RunAsync(
                folder, given, EncoderDevice.Parse(parsed.GetRequiredValue(device)), TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                row => terminal.Say(string.Create(CultureInfo.InvariantCulture, $"{row.Device} {row.Precision}, {row.CallTexts} texts "
                    + $"a call: {row.Calls} calls.")),
                cancellationToken);
            if (parsed.GetValue(json))
            {
                terminal.Out.WriteLine(JsonSerializer.Serialize(rows, JsonForPrograms.Options));
            }
            else
            {
                terminal.People.Write(Describe(rows));
            }

            if (rows.All(row => row.Passed))
            {
                return ExitCodes.Ok;
            }

            terminal.Fail(
                $"{rows[0].Device} does not reproduce the vectors of fp32 on the processor. "
                    + $"Run: epmrl model check --device {rows[0].Device}");
            return ExitCodes.GateNotMet;
        });
    }

    // Equal texts of a call are encoded once; where the file starts again, its texts get a number.
    private static string[] Distinct(string[] texts)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        return [.. texts.Select(text =>
        {
            seen[text] = seen.GetValueOrDefault(text) + 1;
            return seen[text] == 1 ? text : string.Create(CultureInfo.InvariantCulture, $"{text} {seen[text]}");
        })];
    }

    private static Table Describe(IReadOnlyList<DeviceBenchmarkRow> rows)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumns("device", "precision");
        foreach (string name in (string[])["texts a call", "texts/s", "p50 ms", "p99 ms", "cosine min", "mean", ""])
        {
            table.AddColumn(new TableColumn(name).RightAligned());
        }

        foreach (DeviceBenchmarkRow row in rows)
        {
            table.AddRow(
                row.Device, row.Precision, Number(row.CallTexts, "0"), Number(row.TextsPerSecond, "0.0"),
                Number(row.MedianMilliseconds, "0.00"),
                Number(row.P99Milliseconds, "0.00"), Number(row.LeastCosine, "0.000000"), Number(row.MeanCosine, "0.000000"),
                row.Passed ? "[green]ok[/]" : "[red]drift[/]");
        }

        return table;
    }

    private static string Number(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
