using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Training.Networks;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl model merge</c>: a generative model with its adapter in its weights.</summary>
internal static class ModelMergeCommand
{
    private const string AdapterName = "adapter.safetensors";

    public static CliCommand Create()
    {
        var source = new Option<string>("--base")
        {
            Description = "Folder of the generative model that the adapter was trained on.", HelpName = "folder", Required = true,
        };
        var adapter = new Option<string>("--adapter")
        {
            Description = $"The adapter's file, or a folder with {AdapterName}.", HelpName = "file|folder", Required = true,
        };
        var alpha = new Option<double?>("--alpha")
        {
            Description = "The adapter's alpha, for a file that does not tell it.", HelpName = "number",
        };
        var target = new Option<string>("--out") { Description = "The model folder to make.", HelpName = "folder", Required = true };
        Option<bool> json = CommonOptions.Json();
        var command = new CliCommand(
            "merge",
            "Add a trained adapter to the weights of its generative model: a folder that serves like the base, without the adapter.")
        {
            Examples = ["epmrl model merge --base models/gemma --adapter runs/matcher/adapter.safetensors --out models/gemma-matcher"],
        };
        foreach (Option option in (Option[])[source, adapter, alpha, target, json])
        {
            command.Add(option);
        }

        return command.Runs((parsed, terminal, cancellationToken) =>
        {
            (string folder, string made) = (parsed.GetRequiredValue(source), parsed.GetRequiredValue(target));
            string file = parsed.GetRequiredValue(adapter);
            file = Directory.Exists(file) ? Path.Combine(file, AdapterName) : file;
            using IDisposable claimed =
                new CommandFiles().Reads("--base", folder).Reads("--adapter", file).ReplacesFolder("--out", made).Claim();
            (int rank, double? told) = Decoder.DescribeAdapter(file);
            double scale = told ?? parsed.GetValue(alpha)
                ?? throw new ModelFormatException($"{file}: the adapter does not tell its alpha. Give it with --alpha.");
            using Decoder decoder = Decoder.Open(folder, new DecoderOptions { Rank = rank, Alpha = scale });
            decoder.LoadAdapter(file);
            MergeReport report = decoder.Merge(made, cancellationToken: cancellationToken);
            if (parsed.GetValue(json))
            {
                terminal.Out.WriteLine(JsonSerializer.Serialize(report, JsonForPrograms.Options));
            }
            else
            {
                terminal.Say(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Merged the adapter into {made}: rank {rank}, alpha {scale}, {report}."));
            }

            return Task.FromResult(ExitCodes.Ok);
        });
    }
}
