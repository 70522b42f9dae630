using System.CommandLine;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Indexing;

namespace EpmRl.Retrieval.Cli.Frame;

/// <summary>The option that leaves out the learned parts of a model folder.</summary>
internal sealed class LearnedOptionSet
{
    private readonly Option<bool> none =
        new("--no-learned") { Description = "Use the model folder's encoder alone: leave out the models and thresholds that it learned." };

    /// <summary>Adds the option to a command.</summary>
    public void AddTo(Command command) => command.Add(none);

    /// <summary>Opens the model folder that a command line names.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="encoders">Names the folder and how its encoder is run.</param>
    /// <param name="index">The index it will be used with, whose precision <c>auto</c> takes; null for none.</param>
    /// <param name="calibration">A calibration file to use instead of the folder's own; null for the folder's own.</param>
    public ModelFolder Open(ParseResult parsed, EncoderOptionSet encoders, IndexManifest? index = null, string? calibration = null) =>
        ModelFolder.Open(encoders.FolderOf(parsed), new ModelFolderOptions
        {
            Encoder = encoders.OptionsOf(parsed, index), EncoderOnly = parsed.GetValue(none), Calibration = calibration,
        });

    /// <summary>Reads the learned parts without the encoder; check them against its space once it is open.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="modelFolder">The model's folder.</param>
    public LearnedParts Load(ParseResult parsed, string modelFolder) =>
        parsed.GetValue(none) ? LearnedParts.None : LearnedParts.Load(modelFolder);
}
