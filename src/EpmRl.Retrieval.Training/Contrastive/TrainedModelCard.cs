using System.Globalization;
using System.Text;
using EpmRl.Retrieval.Encoding.Onnx;

namespace EpmRl.Retrieval.Training.Contrastive;

/// <summary>The card of a trained encoder: what it was made from, how, and what it reached.</summary>
internal static class TrainedModelCard
{
    /// <summary>The card's text.</summary>
    /// <param name="made">The manifest of the model.</param>
    /// <param name="baseModel">The manifest of the model it was trained from.</param>
    /// <param name="state">Where the run stood.</param>
    /// <param name="trained">Listings trained on.</param>
    /// <param name="heldOut">Listings held out.</param>
    public static string Of(EncoderManifest made, EncoderManifest baseModel, TrainingState state, int trained, int heldOut)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            # {made.Id}

            A text encoder for EpmRl.Retrieval,
            trained from `{baseModel.Id}` on labelled listings with the objective of TACLR (arXiv:2501.03835).

            | | |
            | --- | --- |
            | base | `{baseModel.Id}`, weights SHA-256 {baseModel.Files[ModelFiles.Weights]} |
            | licence of the base | {baseModel.Licence ?? "not stated; look it up before passing the model on"} |
            | dimension, pooling, longest input | {made.Dimension}; {made.Pooling.ToString().ToLowerInvariant()},
            then L2 normalisation; {made.MaxTokens} tokens |
            | listings | {trained} trained on, {heldOut} held out; SHA-256 {state.Run["data"]} |
            | taxonomy | version {state.Run["taxonomy"]} |
            | steps | {state.Step}; exported are the weights of step {state.BestStep} |
            | F1 of the held-out pairs,
            vectors alone | {(state.BestF1 is double f1 ? f1.ToString("P1", CultureInfo.InvariantCulture) : "none held out")} |

            """);
        text.Append("\n## Settings\n\n| | |\n| --- | --- |\n");
        foreach ((string name, string value) in state.Run.Where(part => part.Key is not ("data" or "taxonomy" or "base")))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {name} | {value} |\n");
        }

        text.Append("\n`encoder.json` holds the prompts and the SHA-256 of every file. Check the model on each machine before use: "
            + "`golden.jsonl` holds texts with the vectors they must get.\n");
        return text.ToString();
    }
}
