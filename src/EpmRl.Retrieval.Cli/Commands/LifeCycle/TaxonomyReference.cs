using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>
/// A taxonomy as command lines name it: a folder (its files), <c>folder@published</c>, <c>folder@draft</c>, or <c>folder@</c> and the first
/// digits of a version that its store knows.
/// </summary>
internal static class TaxonomyReference
{
    private const string Published = "published", Draft = "draft";

    /// <summary>Its description in help texts.</summary>
    public const string Help =
        "A taxonomy's folder (its files), or a state of its store: <folder>@published, <folder>@draft, <folder>@<version>.";

    /// <summary>The folder of a reference.</summary>
    public static string FolderOf(string place) => Split(place).Folder;

    /// <summary>Reads the taxonomy of a reference; a bare folder means its files.</summary>
    public static ProductTaxonomy Load(string place, CancellationToken cancellationToken)
    {
        (string folder, string? state) = Split(place);
        if (state is null)
        {
            return TaxonomyReader.Load(folder, cancellationToken);
        }

        using TaxonomyWorkspace workspace = TaxonomyWorkspace.OpenToRead(folder);
        return state switch
        {
            Draft => workspace.Store.Draft,
            Published => PublishedOf(workspace.Store, folder),
            _ => workspace.Store.Version(state),
        };
    }

    /// <summary>
    /// Reads the taxonomy to use: of a bare folder with a store the published version, so that drafts stay drafts; without a store the
    /// files.
    /// </summary>
    public static ProductTaxonomy LoadForUse(string place, Terminal terminal, CancellationToken cancellationToken)
    {
        (string folder, string? state) = Split(place);
        if (state is not null || !TaxonomyWorkspace.HasStore(folder))
        {
            return Load(place, cancellationToken);
        }

        using TaxonomyWorkspace workspace = TaxonomyWorkspace.OpenToRead(folder);
        ProductTaxonomy taxonomy = PublishedOf(workspace.Store, folder);
        UnpublishedWork waiting = workspace.Unpublished(cancellationToken);
        string edits =
            waiting.Entries == 0 ? "" : $"{(waiting.Entries == 1 ? "1 entry" : $"{waiting.Entries:N0} entries")} of its journal since then";
        string files = waiting.FilesEdited ? "edits by hand in its files" : "";
        if (edits.Length + files.Length > 0)
        {
            terminal.Say($"{folder}: version {taxonomy.Version} is published and used; not used: "
                + $"{string.Join(", and ", new[] { edits, files }.Where(text => text.Length > 0))}. "
                + $"Publish with: epmrl taxonomy publish {folder}{(waiting.FilesEdited ? "" : $", or name {folder}@draft")}");
        }

        return taxonomy;
    }

    /// <summary>
    /// The same as a source that a reindex reads again before it swaps, to include a version published meanwhile or, without a store,
    /// edits made meanwhile.
    /// </summary>
    public static ITaxonomySource Source(string place, Terminal terminal, CancellationToken cancellationToken)
    {
        (string folder, string? state) = Split(place);
        if (state is null && !TaxonomyWorkspace.HasStore(folder))
        {
            return new TaxonomyFolder(folder);
        }

        ProductTaxonomy now = LoadForUse(place, terminal, cancellationToken);
        return state is null or Published ? new PublishedTaxonomy(TaxonomyWorkspace.StoreOf(folder), place) : new FixedTaxonomy(now, place);
    }

    /// <summary>The published taxonomy of a folder's store.</summary>
    /// <exception cref="UsageException">Nothing was published.</exception>
    public static ProductTaxonomy PublishedOf(TaxonomyStore store, string folder) => store.PublishedVersion is null
        ? throw new UsageException($"{folder} has no published version. Run: epmrl taxonomy publish {folder}, or name {folder}@draft.")
        : store.Published();

    // A folder may have '@' in its name.
    private static (string Folder, string? State) Split(string place)
    {
        int at = place.LastIndexOf('@');
        return at <= 0 || Directory.Exists(place) ? (place, null) : (place[..at], place[(at + 1)..]);
    }
}
