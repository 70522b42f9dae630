using System.CommandLine;

namespace EpmRl.Retrieval.Cli.Frame;

/// <summary>The options that choose what is used of a model folder besides its encoder.</summary>
internal sealed class LearnedOptionSet
{
    private readonly Option<bool> none = new("--no-learned") { Description = "Use the model folder's encoder alone: leave out the models and thresholds that it learned." };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command) => command.Add(none);

    /// <summary>Reads what a command line asks for; check it against the encoder once that is open.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="modelFolder">The model's folder.</param>
    public LearnedParts Load(ParseResult parsed, string modelFolder) => parsed.GetValue(none) ? LearnedParts.None : LearnedParts.Load(modelFolder);
}
