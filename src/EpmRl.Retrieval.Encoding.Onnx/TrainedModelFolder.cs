using System.Text.Json.Nodes;

namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>Writes a model folder for weights trained from another model folder's.</summary>
internal static class TrainedModelFolder
{
    /// <summary>
    /// Writes the folder: the base's tokenizer, prompts and licence, the trained weights as 16-bit floats, their golden vectors.
    /// </summary>
    /// <param name="baseFolder">The model folder whose weights training started from.</param>
    /// <param name="target">The model folder to make; must not exist or be empty.</param>
    /// <param name="id">The model's name; null for the target folder's.</param>
    /// <param name="weights">The trained network; it may have fewer layers than the base.</param>
    /// <param name="card">The card, once the manifest is known.</param>
    /// <param name="cancellationToken">Checked between steps; on cancellation nothing is left behind.</param>
    /// <exception cref="IOException">The target exists, or cannot be written.</exception>
    public static async Task<EncoderManifest> WriteAsync(
        string baseFolder, string target, string? id, BertWeights weights, Func<EncoderManifest, string> card,
        CancellationToken cancellationToken)
    {
        using var draft = new ModelFolderDraft(target);
        EncoderManifest manifest = EncoderManifest.Read(baseFolder);
        string[] files =
            [ModelFiles.Weights, ModelFiles.Configuration, .. WordPieceTokenizer.FileNames.Where(manifest.Files.ContainsKey)];
        foreach (string tokenizer in files.Skip(2))
        {
            draft.Copy(baseFolder, tokenizer);
        }

        draft.CopyNotices(baseFolder);
        await File.WriteAllTextAsync(
            draft[ModelFiles.Configuration], Configuration(baseFolder, weights.Configuration.Layers),
            cancellationToken).ConfigureAwait(false);
        SafetensorsWriter.Write(draft[ModelFiles.Weights], [.. weights.Tensors], weights.Read, halves: true, cancellationToken);
        return await draft.CompleteAsync(manifest with { Id = id ?? draft.Name }, files, card, cancellationToken).ConfigureAwait(false);
    }

    private static string Configuration(string baseFolder, int layers)
    {
        JsonNode configuration = JsonNode.Parse(File.ReadAllText(Path.Combine(baseFolder, ModelFiles.Configuration)))!;
        configuration["num_hidden_layers"] = layers;
        return configuration.ToJsonString(new() { WriteIndented = true, NewLine = "\n" }) + "\n";
    }
}
