using System.CommandLine;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl evaluate</c>: measures the engine on labelled data.</summary>
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
