using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>Opens taxonomies with their stores for commands that write.</summary>
internal static class Workspaces
{
    /// <summary>Opens, or creates, the store of a folder, and reports repairs after a crash.</summary>
    public static TaxonomyWorkspace Open(string folder, Authorship by, Terminal terminal, out bool isNew)
    {
        TaxonomyWorkspace workspace = TaxonomyWorkspace.OpenOrCreate(
            folder, TaxonomyWorkspace.HasStore(folder) ? by : by with { Why = "the first version, as the files had it" }, out isNew);
        if (isNew)
        {
            terminal.Say($"Began a journal of {folder}, in {workspace.Store.Path}.");
        }

        foreach (string repair in workspace.Store.Repaired)
        {
            terminal.Warn(repair);
        }

        return workspace;
    }
}
