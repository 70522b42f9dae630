using System.CommandLine;
using System.Globalization;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Encoding.Onnx;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl encoder</c>: makes models.</summary>
internal static class EncoderCommand
{
    public static Command Create() => new("encoder", "Make an encoder's model from a checkpoint.") { CreateImport() };

    private static CliCommand CreateImport()
    {
        var checkpoint = new Argument<string>("checkpoint")
        {
            Description =
                "Folder with model.safetensors, config.json, the tokenizer's files and 1_Pooling (sentence-transformers' form of a BERT).",
        };
        var target = new Option<string>("--out") { Description = "The model folder to make.", HelpName = "folder", Required = true };
        var id = new Option<string?>("--id") { Description = "The model's name. [default: the folder's]", HelpName = "name" };
        var command = new CliCommand(
            "import", "Turn a BERT-style checkpoint into a model folder. One that would be computed wrongly is refused, with the reason.")
        {
            Examples = ["epmrl encoder import checkpoints/all-MiniLM-L6-v2 --out models/minilm-l6"],
        };
        command.Add(checkpoint);
        command.Add(target);
        command.Add(id);
        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            string folder = parsed.GetRequiredValue(target);
            using IDisposable claimed =
                new CommandFiles().Reads("the checkpoint", parsed.GetRequiredValue(checkpoint)).ReplacesFolder("--out", folder).Claim();
            EncoderManifest manifest = await EncoderImporter.ImportAsync(
                parsed.GetRequiredValue(checkpoint), folder, parsed.GetValue(id), cancellationToken);
            terminal.Say(string.Create(
                CultureInfo.InvariantCulture,
                $"Imported '{manifest.Id}' into {folder}: {manifest.Dimension} dimensions, "
                    + $"{manifest.Pooling.ToString().ToLowerInvariant()} pooling, {manifest.MaxTokens} tokens, licence "
                    + $"{manifest.Licence ?? "not stated"}."));
            terminal.Say($"Check it on this machine: epmrl model check --model {folder}");
            return ExitCodes.Ok;
        });
    }
}
