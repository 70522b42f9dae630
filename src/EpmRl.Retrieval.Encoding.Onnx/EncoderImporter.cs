using System.Globalization;

namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>
/// Turns a BERT-style checkpoint into a model folder. A network that the graph would compute wrongly is refused with the reason.
/// </summary>
public static class EncoderImporter
{
    /// <summary>Imports a checkpoint: copies its files, writes <c>encoder.json</c>, golden vectors and a card.</summary>
    /// <param name="checkpoint">Folder with <c>model.safetensors</c>, <c>config.json</c>, the tokenizer's files and
    /// <c>1_Pooling</c>.</param>
    /// <param name="target">The model folder to make; must not exist or be empty.</param>
    /// <param name="id">The model's name; null for the target folder's.</param>
    /// <param name="cancellationToken">Checked between steps; on cancellation nothing is left behind.</param>
    /// <returns>The manifest written.</returns>
    /// <exception cref="ModelFormatException">The checkpoint is damaged or of an unsupported kind.</exception>
    /// <exception cref="IOException">The target exists, or cannot be written.</exception>
    public static async Task<EncoderManifest> ImportAsync(
        string checkpoint, string target, string? id = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(checkpoint);
        ArgumentException.ThrowIfNullOrEmpty(target);
        if (!Directory.Exists(checkpoint))
        {
            throw new ModelFormatException($"The checkpoint folder '{checkpoint}' does not exist.");
        }

        using var draft = new ModelFolderDraft(target);
        RefuseOtherWeights(checkpoint);
        BertConfiguration network = BertConfiguration.Read(Path.Combine(checkpoint, ModelFiles.Configuration));
        SentenceSettings settings = SentenceSettings.Read(checkpoint, network);
        string[] tokenizer = File.Exists(Path.Combine(checkpoint, WordPieceTokenizer.FileNames[0]))
            ? [WordPieceTokenizer.FileNames[0]]
            : [WordPieceTokenizer.FileNames[1], WordPieceTokenizer.FileNames[2]];
        string[] files = [ModelFiles.Weights, ModelFiles.Configuration, .. tokenizer];
        foreach (string name in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            string source = Path.Combine(checkpoint, name);
            if (!File.Exists(source))
            {
                throw new ModelFormatException($"'{source}' is missing.");
            }

            draft.Copy(checkpoint, name);
        }

        draft.CopyNotices(checkpoint);
        var manifest = new EncoderManifest
        {
            Format = 1,
            Id = id ?? draft.Name,
            Architecture = "bert",
            Dimension = network.Hidden,
            Pooling = settings.Pooling,
            MaxTokens = settings.MaxTokens,
            Prompts = settings.Prompts,
            Licence = LicenceOf(checkpoint),
            Files = [],
        };
        return await draft.CompleteAsync(manifest, files, Card, cancellationToken).ConfigureAwait(false);
    }

    private static void RefuseOtherWeights(string checkpoint)
    {
        if (File.Exists(Path.Combine(checkpoint, ModelFiles.Weights)))
        {
            return;
        }

        string found = File.Exists(Path.Combine(checkpoint, ModelFiles.Weights + ".index.json")) ? "weights in several safetensors files"
            : File.Exists(Path.Combine(checkpoint, "pytorch_model.bin")) ? "pytorch_model.bin, a format that can run code when it is read"
            : "no weights";
        throw new ModelFormatException(
            $"'{checkpoint}' has {found}; expected {ModelFiles.Weights}. Save the checkpoint as one safetensors file.");
    }

    private static string? LicenceOf(string checkpoint)
    {
        string path = Path.Combine(checkpoint, "LICENSE");
        string text = File.Exists(path) ? File.ReadAllText(path) : "";
        return text.Contains("Apache License", StringComparison.Ordinal) && text.Contains("Version 2.0", StringComparison.Ordinal)
            ? "Apache-2.0"
            : text.StartsWith("MIT License", StringComparison.Ordinal) ? "MIT"
            : null;
    }

    private static string Card(EncoderManifest manifest) => string.Create(CultureInfo.InvariantCulture, $"""
        # {manifest.Id}

        A text encoder for EpmRl.Retrieval, imported from a checkpoint.

        | | |
        | --- | --- |
        | architecture | {manifest.Architecture} |
        | dimension | {manifest.Dimension} |
        | pooling | {manifest.Pooling.ToString().ToLowerInvariant()}, then L2 normalisation |
        | longest input | {manifest.MaxTokens} tokens, special tokens included |
        | licence | {manifest.Licence ?? "not stated by the source; look it up before passing the model on"} |

        `encoder.json` holds the prompts and the SHA-256 of every file. Check the model on each machine before use: `golden.jsonl` holds
        texts with their expected vectors.

        """);
}
