using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Training.Networks;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl bench training</c>: a step of the encoder's training on one device, against the processor.</summary>
internal static class BenchTrainingCommand
{
    public static CliCommand Create()
    {
        Option<string> device = CommonOptions.MeasuredDevice();
        var rounds = new Option<int>("--rounds")
        {
            Description = "Steps timed, after three that are compared with the processor's.", DefaultValueFactory = _ => 5,
        };
        rounds.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError("--rounds must be 1 or more.");
            }
        });
        Option<string?> model = CommonOptions.Model();
        Option<bool> json = CommonOptions.Json();
        var command = new CliCommand(
            "training",
            $"Time a step of the encoder's training ({TrainingBenchmark.Texts} texts of {TrainingBenchmark.Tokens} tokens, all tensors, "
                + "AdamW) on one device, and compare losses and gradients with the processor's. Exit code 4 when they differ.")
        {
            Examples = ["epmrl bench training", "epmrl bench training --device cuda --rounds 20 --json"],
        };
        command.Add(device);
        command.Add(rounds);
        command.Add(model);
        command.Add(json);
        return command.Runs((parsed, terminal, cancellationToken) =>
        {
            TrainingBenchmarkReport report = TrainingBenchmark.Run(
                ModelPath.Resolve(parsed.GetValue(model)), EncoderDevice.Parse(parsed.GetRequiredValue(device)), parsed.GetValue(rounds),
                threads: 0, cancellationToken);
            terminal.Out.WriteLine(parsed.GetValue(json)
                ? JsonSerializer.Serialize(report, JsonForPrograms.Options)
                : string.Create(CultureInfo.InvariantCulture,
                    $"{report.Device}: step {report.StepMilliseconds:0.0} ms (longest {report.LongestStepMilliseconds:0.0}), forward "
                        + $"{report.ForwardMilliseconds:0.0} ms, {report.Rounds} rounds; loss and gradients' norm within "
                        + $"{report.LargestDifference:0.0e0} of the processor's (allowed {report.DifferenceAllowed:0.0e0})."));
            if (report.Passed)
            {
                return Task.FromResult(ExitCodes.Ok);
            }

            terminal.Fail(string.Create(CultureInfo.InvariantCulture, $"{report.Device} computes losses or gradients that differ from "
                + $"the processor's: relative difference {report.LargestDifference:0.0e0}, allowed {report.DifferenceAllowed:0.0e0}."));
            return Task.FromResult(ExitCodes.GateNotMet);
        });
    }
}
