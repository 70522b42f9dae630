using System.CommandLine;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl evaluate</c>: how good the engine is on labelled data.</summary>
internal static class EvaluateCommand
{
    public static Command Create() => new("evaluate", "Measures the engine on labelled data.")
    {
        EvaluateIdentificationCommand.Create(),
        EvaluateSearchCommand.Create(),
        EvaluateReadingCommand.Create(),
        EvaluateCategoriesCommand.Create(),
    };
}
