using System.Globalization;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>
/// A taxonomy's folder with its store (<c>.store</c>). The store's journal is authoritative; the folder's files show the draft for reading
/// and editing. Edits are written to the journal first and then to the files; <see cref="Commit"/> takes over edits of the files.
/// </summary>
internal sealed class TaxonomyWorkspace : IDisposable
{
    /// <summary>Name of the store's folder inside the taxonomy's.</summary>
    public const string StoreName = ".store";

    private const string MarkName = "files"; // number of the entry the files last matched

    private readonly FileSystem files;

    private TaxonomyWorkspace(string folder, TaxonomyStore store, FileSystem files)
    {
        (Folder, Store, this.files) = (folder, store, files);
    }

    /// <summary>The taxonomy's folder.</summary>
    public string Folder { get; }

    /// <summary>Its store.</summary>
    public TaxonomyStore Store { get; }

    /// <summary>The folder of a taxonomy's store, present or not.</summary>
    public static string StoreOf(string folder) => Path.Combine(folder, StoreName);

    /// <summary>Whether a taxonomy's folder has a store.</summary>
    public static bool HasStore(string folder) => TaxonomyStore.Exists(StoreOf(folder));

    /// <summary>Opens the store of a folder for writing; creates it from the files when missing.</summary>
    /// <param name="folder">The taxonomy's folder.</param>
    /// <param name="by">The author, if the store is created.</param>
    /// <param name="isNew">Whether it was created.</param>
    /// <param name="options">Its options.</param>
    /// <exception cref="TaxonomyFormatException">There is no store, and the files have errors.</exception>
    public static TaxonomyWorkspace OpenOrCreate(string folder, Authorship by, out bool isNew, TaxonomyStoreOptions? options = null)
    {
        isNew = !HasStore(folder);
        options ??= new TaxonomyStoreOptions();
        TaxonomyStore store = isNew
            ? TaxonomyStore.Create(StoreOf(folder), TaxonomyReader.Load(folder), by, options)
            : TaxonomyStore.Open(StoreOf(folder), options);
        var workspace = new TaxonomyWorkspace(folder, store, options.Files);
        if (isNew)
        {
            workspace.Mark();
        }

        return workspace;
    }

    /// <summary>Opens the store of a folder for reading.</summary>
    /// <exception cref="TaxonomyStoreException">The folder has no store, or one of its files is damaged.</exception>
    public static TaxonomyWorkspace OpenToRead(string folder) => new(
        folder,
        HasStore(folder) ? TaxonomyStore.OpenToRead(StoreOf(folder)) : throw new TaxonomyStoreException(
            $"{folder} has no store yet: nothing was edited or published through it. Publishing makes one."),
        FileSystem.Real);

    /// <summary>Compares the files with the draft.</summary>
    /// <param name="onFiles">The taxonomy in the files.</param>
    /// <param name="joined">The draft merged with the edits by hand; null on conflicts.</param>
    /// <param name="conflicts">Parts changed by both.</param>
    public FolderState Look(ProductTaxonomy onFiles, out ProductTaxonomy? joined, out IReadOnlyList<string> conflicts)
    {
        (joined, conflicts) = (onFiles, []);
        if (onFiles.Version == Store.Draft.Version)
        {
            joined = Store.Draft;
            return FolderState.InStep;
        }

        long mark = ReadMark();
        if (mark == Store.Sequence)
        {
            return FolderState.Edited;
        }

        ProductTaxonomy origin = Store.At(mark);
        joined = TaxonomyMerge.Join(origin, onFiles, Store.Draft, out conflicts);
        return joined is null ? FolderState.InConflict
            : joined.Version == Store.Draft.Version ? FolderState.Behind
            : joined.Version == onFiles.Version ? FolderState.Edited
            : FolderState.Apart;
    }

    /// <summary>Unpublished changes.</summary>
    /// <param name="cancellationToken">Checked while the files are read.</param>
    public UnpublishedWork Unpublished(CancellationToken cancellationToken = default)
    {
        long entries = Store.Draft.Version == Store.PublishedVersion ? 0 : Store.Sequence - Store.PublishedSequence;
        return new UnpublishedWork(entries, FilesAreEdited(cancellationToken));
    }

    /// <summary>Takes over edits by hand, and updates the files to the draft.</summary>
    /// <param name="by">The author, and the reason.</param>
    /// <param name="cancellationToken">Checked while the files are read.</param>
    /// <returns>The entry; null when there was nothing to take over.</returns>
    /// <exception cref="TaxonomyFormatException">The files have errors.</exception>
    /// <exception cref="TaxonomyEditException">The edits break a guarantee, or cannot be merged with the draft.</exception>
    public JournalEntry? Commit(Authorship by, CancellationToken cancellationToken = default)
    {
        ProductTaxonomy onFiles = TaxonomyReader.Load(Folder, cancellationToken);
        FolderState state = Look(onFiles, out ProductTaxonomy? joined, out IReadOnlyList<string> conflicts);
        JournalEntry? entry = state switch
        {
            FolderState.InConflict => throw new TaxonomyEditException([.. conflicts.Select(conflict => new EditProblem(null, conflict))]),
            FolderState.Edited or FolderState.Apart => Store.Adopt(joined!, by),
            _ => null,
        };
        if (state is FolderState.Behind or FolderState.Apart)
        {
            WriteFiles(onFiles);
        }

        Mark();
        return entry;
    }

    /// <summary>Applies edits, all or none: to the journal first, then to the files, which keep their formatting and comments.</summary>
    /// <param name="edits">The edits.</param>
    /// <param name="by">The author, and the reason.</param>
    /// <exception cref="TaxonomyEditException">An edit is refused, or the files have edits by hand that were not taken over.</exception>
    public JournalEntry Apply(IReadOnlyList<TaxonomyEdit> edits, Authorship by)
    {
        ProductTaxonomy onFiles = CatchUp();
        JournalEntry entry = Store.Apply(edits, by);
        WriteFiles(onFiles);
        Mark();
        return entry;
    }

    /// <summary>Makes an earlier version the draft again, as one entry; the versions between stay in the journal.</summary>
    /// <param name="version">A version of an entry, or at least its first four digits.</param>
    /// <param name="by">The author, and the reason.</param>
    /// <returns>The entry; null when the draft is that version already.</returns>
    /// <exception cref="InvalidRequestException">There is no such version.</exception>
    /// <exception cref="TaxonomyEditException">
    /// It lacks something that was published since, or the files have edits by hand that were not taken over.
    /// </exception>
    public JournalEntry? Revert(string version, Authorship by)
    {
        ProductTaxonomy onFiles = CatchUp();
        ProductTaxonomy earlier = Store.Version(version);
        if (earlier.Version == Store.Draft.Version)
        {
            return null;
        }

        JournalEntry entry = Store.Adopt(earlier, by);
        WriteFiles(onFiles);
        Mark();
        return entry;
    }

    /// <summary>Writes the files that a crash left unwritten; edits by hand must have been taken over.</summary>
    /// <returns>The draft.</returns>
    /// <exception cref="TaxonomyEditException">The files have edits by hand.</exception>
    public ProductTaxonomy CatchUp()
    {
        ProductTaxonomy onFiles = TaxonomyReader.Load(Folder);
        switch (Look(onFiles, out _, out _))
        {
            case FolderState.InStep:
                break;
            case FolderState.Behind:
                WriteFiles(onFiles);
                break;
            default:
                throw new TaxonomyEditException([new EditProblem(null,
                    $"The files in {Folder} were edited by hand. Commit those edits first.")]);
        }

        Mark();
        return Store.Draft;
    }

    /// <inheritdoc/>
    public void Dispose() => Store.Dispose();

    // Files with errors were edited by hand: the draft they were written from has none.
    private bool FilesAreEdited(CancellationToken cancellationToken)
    {
        if (TaxonomyReader.Check(Folder, cancellationToken).Taxonomy is not { } onFiles)
        {
            return true;
        }

        try
        {
            return Look(onFiles, out _, out _) is not (FolderState.InStep or FolderState.Behind);
        }
        catch (TaxonomyStoreException) when (Store.History()[^1].Sequence != Store.Sequence)
        {
            return false; // another process has written since the store was opened: it is updating the files
        }
    }

    private void WriteFiles(ProductTaxonomy onFiles) => FolderWriter.Write(Folder, onFiles, Store.Draft, files);

    private long ReadMark()
    {
        string path = Path.Combine(Store.Path, MarkName);
        string text = File.Exists(path) ? File.ReadAllText(path).Trim() : "1";
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long mark) && mark >= 1 && mark <= Store.Sequence
            ? mark
            : throw new TaxonomyStoreException($"{path} holds '{text}'. Expected the number of an entry, 1 to {Store.Sequence}. "
                + "Remove the file: the files then count as edited since the first entry.");
    }

    private void Mark()
    {
        string path = Path.Combine(Store.Path, MarkName);
        string text = Store.Sequence.ToString(CultureInfo.InvariantCulture) + "\n";
        if (!File.Exists(path) || File.ReadAllText(path) != text)
        {
            files.Replace(path, text);
        }
    }
}

/// <summary>Unpublished changes of a taxonomy.</summary>
/// <param name="Entries">Journal entries since the last publication; 0 when the draft equals the published version.</param>
/// <param name="FilesEdited">Whether the files have edits by hand that were not committed.</param>
internal readonly record struct UnpublishedWork(long Entries, bool FilesEdited);
