using System.Globalization;
using System.Text;
using EpmRl.Retrieval.Encoding.Onnx;

namespace EpmRl.Retrieval.Training.Contrastive;

/// <summary>The card of a trained encoder: its base, its settings and its results.</summary>
internal static class TrainedModelCard
{
    /// <summary>The card's text.</summary>
    /// <param name="made">The manifest of the model.</param>
    /// <param name="baseModel">The manifest of the model it was trained from.</param>
    /// <param name="state">The state of the run.</param>
    /// <param name="trained">Listings trained on.</param>
    /// <param name="heldOut">Listings held out.</param>
    public static string Of(EncoderManifest made, EncoderManifest baseModel, TrainingState state, int trained, int heldOut)
    {
        string pooling = made.Pooling.ToString().ToLowerInvariant();
        string heldOutF1 = state.BestF1?.ToString("P1", CultureInfo.InvariantCulture) ?? "none held out";
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            # {made.Id}

            A text encoder for EpmRl.Retrieval, trained from `{baseModel.Id}` on labelled listings
            with the objective of TACLR (arXiv:2501.03835).

            | | |
            | --- | --- |
            | base | `{baseModel.Id}`, weights SHA-256 {baseModel.Files[ModelFiles.Weights]} |
            | licence of the base | {baseModel.Licence ?? "not stated; look it up before passing the model on"} |
            | dimension, pooling, longest input | {made.Dimension}; {pooling}, then L2 normalisation; {made.MaxTokens} tokens |
            | listings | {trained} trained on, {heldOut} held out; SHA-256 {state.Run["data"]} |
            | taxonomy | version {state.Run["taxonomy"]} |
            | steps | {state.Step}; exported are the weights of step {state.BestStep} |
            | F1 of the held-out pairs, vectors alone | {heldOutF1} |

            """);
        text.Append("\n## Settings\n\n| | |\n| --- | --- |\n");
        foreach ((string name, string value) in state.Run.Where(part => part.Key is not ("data" or "taxonomy" or "base")))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {name} | {value} |\n");
        }

        text.Append("\n`encoder.json` holds the prompts and the SHA-256 of every file. Check the model on each machine before use: "
            + "`golden.jsonl` holds texts with their expected vectors.\n");
        return text.ToString();
    }
}
