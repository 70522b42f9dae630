using System.CommandLine;
using EpmRl.Retrieval.Cli.Frame;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>All commands of `epmrl`, in the order that help lists them.</summary>
internal static class CommandTree
{
    /// <summary>Builds the tree again.</summary>
    public static RootCommand Create()
    {
        var root = new RootCommand(
            "Identifies product attributes as normalised values of a taxonomy, by vector retrieval and typed mentions. Nothing leaves the "
                + "machine.")
        {
            CommonOptions.Quiet,
        };

        root.Add(DemoCommand.Create());
        root.Add(TagCommand.Create());
        root.Add(TagsCommand.Create());
        root.Add(SearchCommand.Create());
        root.Add(MatchCommand.Create());
        root.Add(ServeCommand.Create());
        root.Add(EmbedCommand.Create());
        root.Add(IndexCommand.Create());
        root.Add(TaxonomyCommand.Create());
        root.Add(EvaluateCommand.Create());
        root.Add(TrainCommand.Create());
        root.Add(ThresholdsCommand.Create());
        root.Add(RewardCommand.Create());
        root.Add(EncoderCommand.Create());
        root.Add(ModelCommand.Create());
        root.Add(BenchCommand.Create());
        root.Add(DoctorCommand.Create());
        return root;
    }
}
