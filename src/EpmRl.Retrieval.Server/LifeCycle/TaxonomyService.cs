using System.Collections.Concurrent;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.LifeCycle;
using EpmRl.Retrieval.Server.Hosting;
using EpmRl.Retrieval.Server.Http;
using EpmRl.Retrieval.Server.Security;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Server.LifeCycle;

/// <summary>
/// Reads, edits and publishes the taxonomies of the catalogues, through their stores, as <c>epmrl taxonomy</c> does. Safe for concurrent
/// callers: writers of one taxonomy take turns, readers see the state before or after.
/// </summary>
internal sealed class TaxonomyService(ServerOptions options, AuditLog audit, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Opened> taxonomies = new(StringComparer.Ordinal); // by folder

    /// <summary>Whether a catalogue has a taxonomy that can be edited.</summary>
    public bool IsEditable(string catalog) => options.Catalogs.TryGetValue(catalog, out CatalogOptions? of) && of.Taxonomy is not null;

    /// <summary>The folder of a catalogue's taxonomy.</summary>
    /// <exception cref="RequestException">The catalogue has none.</exception>
    public string FolderOf(string catalog) => options.Catalogs.TryGetValue(catalog, out CatalogOptions? of)
        ? of.Taxonomy ?? throw RequestException.Conflict(
            $"Catalogue '{catalog}' has no taxonomy folder, so that the service neither edits nor reindexes it. "
            + "Name one with --taxonomy, or in the configuration.")
        : throw RequestException.NotFound($"There is no catalogue '{catalog}'. There are: {string.Join(", ", options.Catalogs.Keys)}.");

    /// <summary>The draft and the published version.</summary>
    /// <exception cref="TaxonomyFormatException">Without a store: the files have errors.</exception>
    /// <exception cref="TaxonomyStoreException">A file of the store is damaged.</exception>
    public TaxonomyState State(string catalog) => Of(FolderOf(catalog)).Read();

    /// <summary>An earlier version.</summary>
    /// <param name="catalog">The catalogue.</param>
    /// <param name="version">The version, or at least its first four digits.</param>
    /// <exception cref="RequestException">There is none.</exception>
    public ProductTaxonomy Version(string catalog, string version) => Of(FolderOf(catalog)).Version(version);

    /// <summary>The published taxonomy as the source of a reindex, which reads it again before it ends.</summary>
    /// <exception cref="RequestException">Nothing was published.</exception>
    public ITaxonomySource SourceOf(string catalog)
    {
        string folder = FolderOf(catalog);
        if (!TaxonomyWorkspace.HasStore(folder))
        {
            return new TaxonomyFolder(folder);
        }

        return State(catalog).PublishedVersion is null
            ? throw RequestException.Conflict($"Nothing was published of the taxonomy of '{catalog}'. POST /v1/taxonomy/publish does it.")
            : new PublishedTaxonomy(TaxonomyWorkspace.StoreOf(folder), folder);
    }

    /// <summary>The entries of the journal, oldest first; empty without a store.</summary>
    public IReadOnlyList<JournalEntry> History(string catalog)
    {
        string folder = FolderOf(catalog);
        if (!TaxonomyWorkspace.HasStore(folder))
        {
            return [];
        }

        using TaxonomyWorkspace workspace = TaxonomyWorkspace.OpenToRead(folder);
        return workspace.Store.History();
    }

    /// <summary>The draft after edits, without writing anything.</summary>
    /// <exception cref="TaxonomyEditException">An edit is refused.</exception>
    public (ProductTaxonomy Before, ProductTaxonomy After) Try(string catalog, IReadOnlyList<TaxonomyEdit> edits)
    {
        string folder = FolderOf(catalog);
        if (!TaxonomyWorkspace.HasStore(folder))
        {
            ProductTaxonomy files = State(catalog).Draft;
            return (files, TaxonomyEdits.Apply(files, edits));
        }

        using TaxonomyWorkspace workspace = TaxonomyWorkspace.OpenToRead(folder);
        return (workspace.Store.Draft, workspace.Store.Preview(edits));
    }

    /// <summary>Applies edits to the draft, all or none.</summary>
    /// <param name="catalog">The catalogue.</param>
    /// <param name="edits">The edits.</param>
    /// <param name="by">The author, and the reason.</param>
    /// <param name="expected">Tells whether a version of the draft is the one that the author saw.</param>
    /// <param name="cancellationToken">Cancels the wait for other writers.</param>
    /// <exception cref="RequestException">The draft has changed: 412.</exception>
    /// <exception cref="TaxonomyEditException">An edit is refused.</exception>
    public Task<DraftChange> EditAsync(
        string catalog, IReadOnlyList<TaxonomyEdit> edits, Authorship by, Func<string, bool> expected,
            CancellationToken cancellationToken) =>
        WriteAsync(catalog, "taxonomy.edit", by, expected, workspace => workspace.Apply(edits, by), cancellationToken);

    /// <summary>Makes an earlier version the draft again.</summary>
    /// <inheritdoc cref="EditAsync"/>
    public Task<DraftChange> RevertAsync(
        string catalog, string version, Authorship by, Func<string, bool> expected, CancellationToken cancellationToken) =>
        WriteAsync(catalog, "taxonomy.revert", by, expected, workspace => workspace.Revert(version, by), cancellationToken);

    /// <summary>Publishes the draft.</summary>
    /// <inheritdoc cref="EditAsync"/>
    public Task<DraftChange> PublishAsync(
        string catalog, Authorship by, Func<string, bool> expected, CancellationToken cancellationToken) =>
        WriteAsync(
            catalog, "taxonomy.publish", by, expected,
            workspace =>
            {
                workspace.CatchUp();
                return workspace.Store.Draft.Version == workspace.Store.PublishedVersion ? null : workspace.Store.Publish(by);
            },
            cancellationToken);

    /// <summary>What a change would do to an index.</summary>
    /// <param name="before">The taxonomy before.</param>
    /// <param name="after">The taxonomy after.</param>
    /// <param name="encoder">Finds near duplicates.</param>
    /// <param name="cancellationToken">Cancels the comparison.</param>
    public static async Task<ChangePreview> PreviewAsync(
        ProductTaxonomy before, ProductTaxonomy after, ITextEncoder encoder, CancellationToken cancellationToken)
    {
        const int MostPairs = 100;
        TaxonomyDiff diff = TaxonomyDiff.Between(before, after);
        PromptImpact impact = PromptImpact.Of(before, after, encoder.Space.Prompts);
        IReadOnlyList<NearDuplicate> near = await NearDuplicates.FindAsync(
            after, encoder, NearDuplicates.ChangedBy(diff), cancellationToken: cancellationToken);
        return new ChangePreview(
            DiffBody.Of(diff), new CountChange(impact.Values.Before, impact.Values.After),
            new PromptChange(impact.Before, impact.After, impact.New.Count), [.. near.Take(MostPairs)]);
    }

    private async Task<DraftChange> WriteAsync(
        string catalog, string action, Authorship by, Func<string, bool> expected, Func<TaxonomyWorkspace, JournalEntry?> write,
        CancellationToken cancellationToken)
    {
        string folder = FolderOf(catalog);
        Opened taxonomy = Of(folder);
        DraftChange change;
        await taxonomy.Writing.WaitAsync(cancellationToken);
        try
        {
            // Checked before a store is made, and again below it, where no other process can write.
            ThrowIfStale(taxonomy.Read().Draft.Version, expected);
            Authorship first = TaxonomyWorkspace.HasStore(folder) ? by : by with { Why = "the first version, as the files had it" };
            using TaxonomyWorkspace workspace =
                TaxonomyWorkspace.OpenOrCreate(folder, first, out _, new TaxonomyStoreOptions { Time = time });
            ProductTaxonomy before = workspace.Store.Draft;
            string? published = workspace.Store.PublishedVersion;
            ThrowIfStale(before.Version, expected);
            JournalEntry? entry = write(workspace);
            ProductTaxonomy from = action == "taxonomy.publish" && published is not null && entry is not null
                ? workspace.Store.Version(published)
                : before;
            change = new DraftChange(
                entry?.Sequence, workspace.Store.Draft.Version, workspace.Store.PublishedVersion,
                DiffBody.Of(TaxonomyDiff.Between(from, workspace.Store.Draft)));
        }
        finally
        {
            taxonomy.Writing.Release();
        }

        if (change.Sequence is { } sequence)
        {
            // The journal holds who, when and why already; the request is not cancelled between the two.
            await audit.WriteAsync(by.Who, catalog, action, change.Draft, new { sequence, by.Why }, CancellationToken.None);
        }

        return change;
    }

    private static void ThrowIfStale(string draft, Func<string, bool> expected)
    {
        if (!expected(draft))
        {
            throw new RequestException(
                StatusCodes.Status412PreconditionFailed, "stale",
                $"The draft is version {draft} now, not the one of If-Match. Read it again and repeat the edit.", "If-Match");
        }
    }

    private Opened Of(string folder) => taxonomies.GetOrAdd(folder, static folder => new Opened(folder));

    // What was read of a folder, and the turn of writers.
    private sealed class Opened(string folder)
    {
        private const int MostVersions = 4;

        private readonly TaxonomyFolder files = new(folder);
        private readonly Lock reading = new();
        private readonly Dictionary<string, ProductTaxonomy> versions = new(StringComparer.Ordinal);
        private TaxonomyState? last;
        private (long Length, DateTime Written) lastJournal;

        public SemaphoreSlim Writing { get; } = new(1, 1);

        public TaxonomyState Read()
        {
            lock (reading)
            {
                if (!TaxonomyWorkspace.HasStore(folder))
                {
                    ProductTaxonomy onFiles = files.LoadAsync().AsTask().GetAwaiter().GetResult(); // reads on its thread
                    return new TaxonomyState(onFiles, 0, null);
                }

                // Every change appends to the journal, whoever makes it.
                var journal = new FileInfo(Path.Combine(TaxonomyWorkspace.StoreOf(folder), Journal.FileName));
                (long, DateTime) now = (journal.Length, journal.LastWriteTimeUtc);
                if (last is null || now != lastJournal)
                {
                    using TaxonomyWorkspace workspace = TaxonomyWorkspace.OpenToRead(folder);
                    TaxonomyStore store = workspace.Store;
                    (last, lastJournal) = (new TaxonomyState(store.Draft, store.Sequence, store.PublishedVersion), now);
                }

                return last;
            }
        }

        public ProductTaxonomy Version(string version)
        {
            TaxonomyState state = Read();
            if (version.Length >= 4 && state.Draft.Version.StartsWith(version, StringComparison.Ordinal))
            {
                return state.Draft;
            }

            lock (reading)
            {
                if (versions.TryGetValue(version, out ProductTaxonomy? known))
                {
                    return known;
                }

                if (!TaxonomyWorkspace.HasStore(folder))
                {
                    throw RequestException.NotFound($"There is no version '{version}' of the taxonomy: it was never edited or published.");
                }

                using TaxonomyWorkspace workspace = TaxonomyWorkspace.OpenToRead(folder);
                try
                {
                    known = workspace.Store.Version(version);
                }
                catch (InvalidRequestException)
                {
                    throw RequestException.NotFound(
                        $"There is no version '{version}' of the taxonomy. GET /v1/taxonomy/versions lists them; at least four digits.");
                }

                if (versions.Count == MostVersions)
                {
                    versions.Clear();
                }

                return versions[version] = known;
            }
        }
    }
}

/// <summary>The states of a taxonomy.</summary>
/// <param name="Draft">The taxonomy with every edit.</param>
/// <param name="Sequence">Number of the last entry of its journal; 0 without one.</param>
/// <param name="PublishedVersion">The published version; null when nothing was published.</param>
internal sealed record TaxonomyState(ProductTaxonomy Draft, long Sequence, string? PublishedVersion);

/// <summary>A change of a taxonomy's draft, or its publication.</summary>
/// <param name="Sequence">Number of its entry in the journal; null when there was nothing to change.</param>
/// <param name="Draft">Version of the draft now.</param>
/// <param name="Published">The published version; null when nothing was published yet.</param>
/// <param name="Diff">What changed.</param>
internal sealed record DraftChange(long? Sequence, string Draft, string? Published, DiffBody Diff);

/// <summary>Differences between two versions.</summary>
/// <param name="From">The older version.</param>
/// <param name="To">The newer version.</param>
/// <param name="Counts">How many changes there are of each kind.</param>
/// <param name="Changes">The changes, at most 10,000.</param>
internal sealed record DiffBody(string From, string To, IReadOnlyList<ChangeCount> Counts, IReadOnlyList<TaxonomyChange> Changes)
{
    private const int Most = 10_000;

    /// <summary>The body of a diff.</summary>
    public static DiffBody Of(TaxonomyDiff diff) => new(
        diff.From, diff.To, [.. diff.Counts().Select(count => new ChangeCount(count.Kind, count.What, count.Count))],
        diff.Changes.Count <= Most ? diff.Changes : [.. diff.Changes.Take(Most)]);
}

/// <summary>The number of changes of a kind.</summary>
/// <param name="Change">The kind.</param>
/// <param name="What">The part: taxonomy, pack, category, attribute or value.</param>
/// <param name="Count">How many.</param>
internal sealed record ChangeCount(ChangeKind Change, string What, int Count);

/// <summary>What a change would do.</summary>
/// <param name="Diff">The differences.</param>
/// <param name="Values">Active values.</param>
/// <param name="Prompts">Texts of an index.</param>
/// <param name="NearDuplicates">New or renamed values that the encoder hardly tells from others of their attribute, nearest first.</param>
internal sealed record ChangePreview(
    DiffBody Diff, CountChange Values, PromptChange Prompts, IReadOnlyList<NearDuplicate> NearDuplicates);

/// <summary>A count before and after.</summary>
/// <param name="Before">Before.</param>
/// <param name="After">After.</param>
internal sealed record CountChange(int Before, int After);

/// <summary>Texts of an index.</summary>
/// <param name="Before">Different texts before.</param>
/// <param name="After">Different texts after.</param>
/// <param name="New">Texts that a reindex would encode.</param>
internal sealed record PromptChange(int Before, int After, int New);
