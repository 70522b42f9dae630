namespace EpmRl.Retrieval.Taxonomy;

/// <content>Reading, replaying and checking.</content>
internal sealed partial class TaxonomyStore
{
    /// <summary>Every entry of the journal, oldest first.</summary>
    /// <exception cref="TaxonomyStoreException">The journal is damaged.</exception>
    public IReadOnlyList<JournalEntry> History() => Journal.Read(System.IO.Path.Combine(Path, Journal.FileName)).Entries;

    /// <summary>The published taxonomy.</summary>
    /// <exception cref="InvalidOperationException">Nothing has been published.</exception>
    public ProductTaxonomy Published() => history.Published
        ?? throw new InvalidOperationException($"Nothing was published from {Path} yet. Publish it first.");

    /// <summary>An earlier version of the taxonomy.</summary>
    /// <param name="version">A version of an entry, or at least its first four digits.</param>
    /// <exception cref="InvalidRequestException">No entry has that version, or several have.</exception>
    public ProductTaxonomy Version(string version)
    {
        ArgumentNullException.ThrowIfNull(version);
        IReadOnlyList<JournalEntry> entries = History();
        JournalEntry[] found =
            version.Length < 4 ? [] : [.. entries.Where(entry => entry.Version.StartsWith(version, StringComparison.Ordinal))];
        return found.Select(entry => entry.Version).Distinct().Count() switch
        {
            1 => Replay(entries, found[0].Sequence),
            0 => throw new InvalidRequestException(
                $"{Path} has no version '{version}'. Give the first digits of one in its history, four at least."),
            _ => throw new InvalidRequestException($"Several versions of {Path} begin with '{version}'. Give more digits."),
        };
    }

    /// <summary>The draft after an entry.</summary>
    /// <param name="sequence">Number of the entry.</param>
    public ProductTaxonomy At(long sequence) => sequence == Sequence ? Draft : Replay(History(), sequence);

    /// <summary>Reads all files of the store.</summary>
    /// <returns>Every problem, with its file; empty when all files are valid.</returns>
    public static IReadOnlyList<string> Verify(string path)
    {
        var problems = new List<string>();
        IReadOnlyList<JournalEntry> entries = [];
        Try(() =>
        {
            JournalContent content = Journal.Read(System.IO.Path.Combine(path, Journal.FileName));
            entries = content.Entries;
            if (content.TornBytes > 0)
            {
                problems.Add($"{System.IO.Path.Combine(path, Journal.FileName)}:{entries.Count + 1}: a crash left {content.TornBytes} "
                    + $"bytes of an entry "
                    + "that was never acknowledged; the next command that writes removes them.");
            }
        });
        var versions = new VersionFiles(path);
        foreach (string version in versions.All
            .Union(entries.Where(entry => entry.Action != JournalAction.Edit).Select(entry => entry.Version))
            .Order(StringComparer.Ordinal))
        {
            Try(() => versions.Read(version));
        }

        Try(() =>
        {
            string? published = PublishedPointer.Read(path);
            if (entries.Count > 0 && entries.LastOrDefault(entry => entry.Action == JournalAction.Publish)?.Version is var said
                && said != published)
            {
                problems.Add($"{PublishedPointer.PathIn(path)} names {published ?? "nothing"}, the journal {said ?? "nothing"}; "
                    + $"the next command that writes repairs it.");
            }
        });
        if (problems.Count == 0)
        {
            Try(() => OpenToRead(path).Dispose()); // the edits give the versions in the journal
        }

        return problems;

        void Try(Action look)
        {
            try
            {
                look();
            }
            catch (Exception found) when (found is TaxonomyStoreException or IOException or UnauthorizedAccessException)
            {
                problems.Add(found.Message);
            }
        }
    }

    private void Load(JournalContent content)
    {
        JournalEntry? published = null;
        foreach (JournalEntry entry in content.Entries)
        {
            history.Note(entry.Removed);
            published = entry.Action == JournalAction.Publish ? entry : published;
        }

        if (published is not null)
        {
            (PublishedVersion, PublishedSequence) = (published.Version, published.Sequence);
            history.Published = versions.Read(published.Version);
        }

        Sequence = content.Entries[^1].Sequence;
        Draft = content.Entries[^1].Version == PublishedVersion ? history.Published! : Replay(content.Entries, Sequence);
    }

    // From the last complete version before it on, edit by edit.
    private ProductTaxonomy Replay(IReadOnlyList<JournalEntry> entries, long sequence)
    {
        if (sequence < 1 || sequence > entries.Count)
        {
            throw new TaxonomyStoreException($"{Path} has no entry {sequence}; its journal ends with {entries.Count}.");
        }

        int start = (int)sequence - 1;
        while (entries[start].Action == JournalAction.Edit)
        {
            start--;
        }

        ProductTaxonomy taxonomy = versions.Read(entries[start].Version);
        if (start == sequence - 1)
        {
            return taxonomy;
        }

        // What was removed, and what was published, by then.
        var past = new EditHistory();
        foreach (JournalEntry entry in entries.Take(start + 1))
        {
            past.Note(entry.Removed);
        }

        if (entries.Take(start + 1).LastOrDefault(entry => entry.Action == JournalAction.Publish) is { } published)
        {
            past.Published = published.Version == taxonomy.Version ? taxonomy : versions.Read(published.Version);
        }

        var editor = new TaxonomyEditor(taxonomy, past);
        foreach (JournalEntry entry in entries.Skip(start + 1).Take((int)sequence - 1 - start))
        {
            try
            {
                foreach (TaxonomyEdit edit in entry.Edits)
                {
                    edit.Apply(editor);
                }
            }
            catch (EditRefusedException refused)
            {
                throw Inconsistent(entry, refused.Message);
            }

            past.Note(entry.Removed);
        }

        JournalEntry last = entries[(int)sequence - 1];
        ProductTaxonomy? built = editor.Build(out IReadOnlyList<string> problems);
        return built is null ? throw Inconsistent(last, problems[0])
            : built.Version == last.Version ? built
            : throw Inconsistent(last, $"its edits give version {built.Version}, the journal says {last.Version}");
    }

    private TaxonomyStoreException Inconsistent(JournalEntry entry, string why) => new(
        $"{System.IO.Path.Combine(Path, Journal.FileName)}:{entry.Sequence}: the entry cannot be repeated: {why}. "
        + "The journal may be of another version of the program.");

    // What a crash left between two steps.
    private void Repair(JournalContent content)
    {
        if (content.TornBytes > 0)
        {
            repaired.Add($"{Journal.FileName}:{content.Entries.Count + 1}: a crash had left {content.TornBytes} bytes of an entry that was "
                + $"never acknowledged; they are removed.");
        }

        string? pointer = null;
        try
        {
            pointer = PublishedPointer.Read(Path);
        }
        catch (TaxonomyStoreException damaged)
        {
            repaired.Add(damaged.Message);
        }

        if (pointer != PublishedVersion)
        {
            if (PublishedVersion is null)
            {
                throw new TaxonomyStoreException(
                    $"{PublishedPointer.PathIn(Path)} names version {pointer}, but the journal has no entry that published it. "
                    + "The journal is older than the file: restore both from one backup.");
            }

            PublishedPointer.Write(Path, PublishedVersion, options.Files);
            repaired.Add(
                $"{PublishedPointer.FileName}: named {pointer ?? "no version"}; it now names {PublishedVersion}, as the journal does.");
        }

        foreach (string unfinished in new[] { Path, System.IO.Path.Combine(Path, VersionFiles.FolderName) }
            .Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, "*.new")))
        {
            options.Files.DeleteFile(unfinished);
        }
    }
}
