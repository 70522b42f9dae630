using System.CommandLine;

namespace EpmRl.Retrieval.Cli.Frame;

/// <summary>All commands of `epmrl`, in the order that help lists them.</summary>
internal static class CommandTree
{
    /// <summary>Builds the tree.</summary>
    public static RootCommand Create()
    {
        var root = new RootCommand(
            "Identifies product attributes as normalised values of a taxonomy, by vector retrieval and typed mentions. "
                + "Nothing leaves the machine.")
        {
            CommonOptions.Quiet,
        };

        root.Add(Commands.DemoCommand.Create());
        root.Add(Commands.TagCommand.Create());
        root.Add(Commands.TagsCommand.Create());
        root.Add(Commands.SearchCommand.Create());
        root.Add(Commands.EmbedCommand.Create());
        root.Add(Commands.IndexCommand.Create());
        root.Add(Commands.TaxonomyCommand.Create());
        root.Add(Commands.EvaluateCommand.Create());
        root.Add(Commands.TrainCommand.Create());
        root.Add(Commands.ThresholdsCommand.Create());
        root.Add(Commands.EncoderCommand.Create());
        root.Add(Commands.ModelCommand.Create());
        root.Add(Commands.BenchCommand.Create());
        root.Add(Commands.DoctorCommand.Create());
        return root;
    }
}
