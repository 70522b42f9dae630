using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>Opens taxonomies with their stores for commands that write.</summary>
internal static class Workspaces
{
    /// <summary>Opens, or makes, the store of a folder, and tells what a crash had left.</summary>
    public static TaxonomyWorkspace Open(string folder, Authorship by, Terminal terminal, out bool isNew)
    {
        TaxonomyWorkspace workspace = TaxonomyWorkspace.OpenOrCreate(
            folder, TaxonomyWorkspace.HasStore(folder) ? by : by with { Why = "the first version, as the files had it" }, out isNew);
        if (isNew)
        {
            terminal.Say($"Began a journal of {folder}, in {workspace.Store.Path}.");
        }

        foreach (string mended in workspace.Store.Mended)
        {
            terminal.Warn(mended);
        }

        return workspace;
    }
}
