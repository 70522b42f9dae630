using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Encoding.Onnx;
using Spectre.Console;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl bench</c>: measures on this machine.</summary>
internal static class BenchCommand
{
    public static Command Create() => new("bench", "Measure speed and quality on this machine.")
    {
        CreateEncoder(), BenchDeviceCommand.Create(), BenchTrainingCommand.Create(), BenchIndexCommand.Create(),
        BenchReadingCommand.Create(), BenchMatchingCommand.Create(), BenchServeCommand.Create(),
    };

    private static CliCommand CreateEncoder()
    {
        Option<string?> texts = BenchmarkTexts.Option();
        var count = new Option<int>("--count")
        {
            Description = "Listings to take, in file order; a shorter file is read again from the start.",
            DefaultValueFactory = _ => 2000,
        };
        var rounds = new Option<int>("--rounds") { Description = "Rounds measured, after one to warm up.", DefaultValueFactory = _ => 3 };
        var half = new Option<bool>("--fp16") { Description = "Measure fp16 too; it is meant for GPUs and slow on processors." };
        Option<string?> model = CommonOptions.Model();
        Option<bool> json = CommonOptions.Json();
        foreach (Option<int> option in (Option<int>[])[count, rounds])
        {
            option.Validators.Add(result =>
            {
                if (result.GetValueOrDefault<int>() < 1)
                {
                    result.AddError($"{option.Name} must be 1 or more.");
                }
            });
        }

        var command = new CliCommand(
            "encoder", "Compare the encoder's precisions with a plain ONNX Runtime fp32 session over length-sorted padded batches of 32, "
                + "in interleaved rounds of one run.")
        {
            Examples = ["epmrl bench encoder --count 200", "epmrl bench encoder --texts listings.jsonl --rounds 5 --json"],
        };
        command.Add(texts);
        command.Add(count);
        command.Add(rounds);
        command.Add(half);
        command.Add(model);
        command.Add(json);
        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            string folder = ModelPath.Resolve(parsed.GetValue(model));
            string[] given = BenchmarkTexts.Read(parsed.GetValue(texts), EncoderManifest.Read(folder).Prompts, parsed.GetValue(count));
            EncoderPrecision[] precisions = parsed.GetValue(half)
                ? [EncoderPrecision.Fp32, EncoderPrecision.Int8, EncoderPrecision.Fp16]
                : [EncoderPrecision.Fp32, EncoderPrecision.Int8];
            EncoderBenchmarkReport report = await EncoderBenchmark.RunAsync(
                folder, given, precisions, parsed.GetValue(rounds),
                round => terminal.Say(round == 0 ? "Warming up ..." : string.Create(CultureInfo.InvariantCulture, $"Round {round} ...")),
                cancellationToken);
            if (parsed.GetValue(json))
            {
                terminal.Out.WriteLine(JsonSerializer.Serialize(report, JsonForPrograms.Options));
            }
            else
            {
                Print(report, terminal.People);
            }

            return ExitCodes.Ok;
        });
    }

    private static void Print(EncoderBenchmarkReport report, IAnsiConsole console)
    {
        ProcessorFeatures processor = report.Processor;
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Model}: {report.Texts} distinct texts ({report.GivenTexts} given), {report.MeanTokens:0.0} tokens each on average, "
                + $"{report.Rounds} rounds; equal texts count once."));
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{processor.Cores} cores; AVX2 {YesNo(processor.Avx2)}, AVX512 {YesNo(processor.Avx512)}, AVX512-VNNI "
                + $"{YesNo(processor.Avx512Vnni)}, AVX-VNNI {YesNo(processor.AvxVnni)}"));
        var table = new Table().Border(TableBorder.Simple).AddColumn("");
        string[] columns =
            ["texts/s min", "median", "max", "ratio", "CPU ms/text", "CPU ratio", "cosine min", "mean", "bytes/text", "resident MB"];
        foreach (string name in columns)
        {
            table.AddColumn(new TableColumn(name).RightAligned());
        }

        foreach (EncoderBenchmarkRow row in report.Rows)
        {
            table.AddRow(
                row.Name, Number(row.MinTextsPerSecond, "0.0"), Number(row.MedianTextsPerSecond, "0.0"),
                Number(row.MaxTextsPerSecond, "0.0"), Number(row.Ratio, "0.00"),
                Number(row.CpuMillisecondsPerText, "0.00"), Number(row.CpuRatio, "0.00"),
                Number(row.LeastCosine, "0.00000"), Number(row.MeanCosine, "0.00000"),
                Number(row.AllocatedBytesPerText, "0"), Number(row.ResidentBytes / 1048576.0, "0"));
        }

        console.Write(table);
    }

    private static string YesNo(bool yes) => yes ? "yes" : "no";

    private static string Number(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
