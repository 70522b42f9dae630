using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>
/// The store of a taxonomy: an append-only journal of edits, complete versions by the hash of their content, and the published version. The
/// journal is authoritative: the draft is its last complete version plus the edits since.
/// </summary>
/// <remarks>
/// A change acknowledged by returning is on the disk and survives a crash at any time; an unacknowledged one may exist, or not, but never
/// in part. One process writes at a time. Not safe for concurrent use within a process.
/// </remarks>
internal sealed partial class TaxonomyStore : IDisposable
{
    private readonly TaxonomyStoreOptions options;
    private readonly VersionFiles versions;
    private readonly EditHistory history = new();
    private readonly List<string> repaired = [];
    private ExclusiveLock? held;
    private Journal? journal;

    private TaxonomyStore(string path, TaxonomyStoreOptions options)
    {
        Path = path;
        this.options = options;
        versions = new VersionFiles(path);
        Draft = null!;
    }

    /// <summary>The store's folder.</summary>
    public string Path { get; }

    /// <summary>The taxonomy with every acknowledged edit.</summary>
    public ProductTaxonomy Draft { get; private set; }

    /// <summary>Number of the last entry of the journal.</summary>
    public long Sequence { get; private set; }

    /// <summary>The published version; null when nothing has been published.</summary>
    public string? PublishedVersion { get; private set; }

    /// <summary>Number of the entry that published it; 0 when nothing has been published.</summary>
    public long PublishedSequence { get; private set; }

    /// <summary>Repairs made at opening after a crash, as texts; empty after a clean end.</summary>
    public IReadOnlyList<string> Repaired => repaired;

    /// <summary>Everything removed from the taxonomy.</summary>
    public IReadOnlyCollection<RemovedId> Removed => history.Removed;

    /// <summary>Whether a folder is a store.</summary>
    public static bool Exists(string path) => File.Exists(System.IO.Path.Combine(path, Journal.FileName));

    /// <summary>Creates a store from a taxonomy, which becomes its draft.</summary>
    /// <param name="path">Folder of the store; created when missing.</param>
    /// <param name="taxonomy">The taxonomy, checked.</param>
    /// <param name="by">Who creates it, and why.</param>
    /// <param name="options">Its options.</param>
    /// <exception cref="IOException">A store exists already, or the disk failed.</exception>
    public static TaxonomyStore Create(string path, ProductTaxonomy taxonomy, Authorship by, TaxonomyStoreOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(taxonomy);
        var store = new TaxonomyStore(path, options ?? new TaxonomyStoreOptions());
        try
        {
            store.options.Files.CreateFolder(path);
            store.held = StoreLock.Take(path, store.options.Time);
            if (Exists(path))
            {
                throw new IOException($"{path} is a store already.");
            }

            store.Draft = taxonomy;
            store.versions.Write(taxonomy, store.options.Files);
            JournalEntry first = store.Entry(JournalAction.Adopt, by) with { Version = taxonomy.Version };
            store.journal = Journal.Create(System.IO.Path.Combine(path, Journal.FileName), first, store.options.Files);
            store.Sequence = first.Sequence;
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>Opens a store for writing, and repairs the damage of a crash; <see cref="Repaired"/> lists the repairs.</summary>
    /// <exception cref="TaxonomyStoreException">A file is damaged; names it.</exception>
    /// <exception cref="IOException">Another process writes it, or the disk failed.</exception>
    public static TaxonomyStore Open(string path, TaxonomyStoreOptions? options = null)
    {
        var store = new TaxonomyStore(path, options ?? new TaxonomyStoreOptions());
        try
        {
            string file = System.IO.Path.Combine(path, Journal.FileName);
            ThrowIfAbsent(file);
            store.held = StoreLock.Take(path, store.options.Time);
            JournalContent content = Journal.Read(file);
            store.Load(content);
            store.journal = Journal.Open(file, content, store.options.Files);
            store.Repair(content);
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>Opens a store for reading; another process may write it meanwhile.</summary>
    /// <exception cref="TaxonomyStoreException">A file is damaged; names it.</exception>
    public static TaxonomyStore OpenToRead(string path)
    {
        var store = new TaxonomyStore(path, new TaxonomyStoreOptions());
        string file = System.IO.Path.Combine(path, Journal.FileName);
        ThrowIfAbsent(file);
        store.Load(Journal.Read(file));
        return store;
    }

    /// <summary>Returns the draft after edits, without writing anything.</summary>
    /// <exception cref="TaxonomyEditException">An edit is refused.</exception>
    public ProductTaxonomy Preview(IReadOnlyList<TaxonomyEdit> edits) => TaxonomyEditor.Apply(Draft, edits, history).Taxonomy;

    /// <summary>Applies edits, all or none.</summary>
    /// <param name="edits">The edits, at least one.</param>
    /// <param name="by">The author, and the reason.</param>
    /// <returns>The entry, on the disk.</returns>
    /// <exception cref="TaxonomyEditException">An edit is refused; carries every problem.</exception>
    /// <exception cref="IOException">The disk failed; the edits do not count, and the store must be reopened.</exception>
    public JournalEntry Apply(IReadOnlyList<TaxonomyEdit> edits, Authorship by)
    {
        ArgumentNullException.ThrowIfNull(edits);
        ArgumentOutOfRangeException.ThrowIfZero(edits.Count, nameof(edits));
        (ProductTaxonomy taxonomy, IReadOnlyList<TaxonomyEdit> settled, IReadOnlyList<RemovedId> removed) =
            TaxonomyEditor.Apply(Draft, edits, history);
        JournalEntry written =
            Append(Entry(JournalAction.Edit, by) with { Edits = settled, Removed = removed, Version = taxonomy.Version });
        Draft = taxonomy;
        history.Note(removed);
        return written;
    }

    /// <summary>Takes over a complete taxonomy as the draft: files edited by hand.</summary>
    /// <param name="taxonomy">The taxonomy, checked.</param>
    /// <param name="by">The author, and the reason.</param>
    /// <exception cref="TaxonomyEditException">Published values were removed, or an id was reused with another meaning.</exception>
    /// <exception cref="IOException">The disk failed; nothing was taken over, and the store must be reopened.</exception>
    public JournalEntry Adopt(ProductTaxonomy taxonomy, Authorship by)
    {
        IReadOnlyList<RemovedId> removed = Adoption.Check(Draft, taxonomy, history);
        versions.Write(taxonomy, options.Files);
        JournalEntry written = Append(Entry(JournalAction.Adopt, by) with { Removed = removed, Version = taxonomy.Version });
        Draft = taxonomy;
        history.Note(removed);
        return written;
    }

    /// <summary>Checks whether <see cref="Adopt"/> would refuse a taxonomy.</summary>
    /// <exception cref="TaxonomyEditException">It would.</exception>
    public void CheckAdoption(ProductTaxonomy taxonomy) => Adoption.Check(Draft, taxonomy, history);

    /// <summary>Publishes the draft.</summary>
    /// <param name="by">The author, and the reason.</param>
    /// <exception cref="InvalidOperationException">The draft is already published.</exception>
    /// <exception cref="IOException">The disk failed; the store must be reopened, and the version may be published or not.</exception>
    public JournalEntry Publish(Authorship by)
    {
        if (Draft.Version == PublishedVersion)
        {
            throw new InvalidOperationException($"Nothing to publish: the draft is version {PublishedVersion}, which is published.");
        }

        versions.Write(Draft, options.Files);
        JournalEntry written = Append(Entry(JournalAction.Publish, by) with { Version = Draft.Version });
        (PublishedVersion, PublishedSequence) = (Draft.Version, written.Sequence);
        history.Published = Draft;
        PublishedPointer.Write(Path, Draft.Version, options.Files);
        return written;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        journal?.Dispose();
        held?.Dispose();
    }

    private JournalEntry Append(JournalEntry entry)
    {
        JournalEntry written = (journal ?? throw new InvalidOperationException("The store was opened for reading.")).Append(entry);
        Sequence = written.Sequence;
        return written;
    }

    private JournalEntry Entry(JournalAction action, Authorship by) => new()
    {
        Sequence = Sequence + 1,
        Time = options.Time.GetUtcNow(),
        Who = Required(by.Who, "who"),
        Why = Required(by.Why, "why"),
        Action = action,
        Version = "",
    };

    private static string Required(string text, string what) =>
        string.IsNullOrWhiteSpace(text)
            ? throw new InvalidRequestException($"The journal keeps {what} changed the taxonomy; '{what}' is empty.")
            : text.Trim();

    private static void ThrowIfAbsent(string journalFile)
    {
        if (!File.Exists(journalFile))
        {
            throw new TaxonomyStoreException(
                $"{System.IO.Path.GetDirectoryName(journalFile)} is not a store: it has no {Journal.FileName}.");
        }
    }
}
