using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Cli.Tagging;

/// <summary>One run of <c>epmrl tag</c>: from a reader to a file, to stdout or to a terminal.</summary>
internal sealed record TagJob
{
    /// <summary>The file to write; null for stdout.</summary>
    public string? Output { get; init; }

    /// <summary>The file that lists bad rows; null for stderr.</summary>
    public string? Errors { get; init; }

    /// <summary>Whether to resume the output of an interrupted run.</summary>
    public bool Resume { get; init; }

    /// <summary>Settings a resumed run must match.</summary>
    public TagSettings Settings { get; init; } = TagSettings.Default;

    /// <summary>How many listings to tag; null for all.</summary>
    public long? Limit { get; init; }

    /// <summary>Listings that are encoded together, from 1 to 10,000.</summary>
    public int Batch { get; init; } = 256;

    /// <summary>Whether a person reads the results.</summary>
    public bool Table { get; init; }

    /// <summary>Called with the results of each batch as they are written; null for none.</summary>
    public Action<ListingBatch, IReadOnlyList<TagResult>>? Seen { get; init; }

    /// <summary>How tables and import files are written.</summary>
    public TagFileOptions Tables { get; init; } = new();

    // A table appears only when it is complete, so an interrupted run leaves no state to resume from.
    private bool IsTable => TagFiles.IsTable(Output);

    /// <summary>Checks the options, before any work.</summary>
    /// <exception cref="UsageException">An option is out of range, or two contradict each other.</exception>
    public void Check()
    {
        if (Resume && Output is null)
        {
            throw new UsageException("--resume needs --output <file>: what went to stdout cannot be read again.");
        }

        if (IsTable && Resume)
        {
            throw new UsageException("--resume: a table is written completely or not at all, so an interrupted run left nothing to resume. "
                + "Leave it out, or write .jsonl.");
        }

        if (Batch is < 1 or > 10_000)
        {
            throw new UsageException($"--batch: expected 1 to 10000, found {Batch}.");
        }

        if (Limit < 0)
        {
            throw new UsageException($"--limit: expected 0 or more, found {Limit}.");
        }
    }

    /// <summary>The files of the run, for the command to claim with those of its own.</summary>
    /// <param name="input">The file to read; null for stdin.</param>
    public CommandFiles Files(string? input) => new CommandFiles()
        .Reads("--input", input)
        .Writes("--output", Output ?? "-")
        .Writes("the settings file of --output", IsTable ? null : TagSettings.PathOf(Output))
        .Writes("the progress file of --output", IsTable ? null : TagProgress.PathOf(Output))
        .Writes("--errors", Errors, RowErrorWriter.ThrowIfTaken);

    /// <summary>Runs it.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(
        ProductReader reader,
        AttributeIdentifier identifier,
        string space,
        ProductTaxonomy taxonomy,
        Terminal terminal,
        CancellationToken cancellationToken)
    {
        using var bad = new BadRows(terminal, Errors);
        var totals = new TagTotals();
        using ResumedOutput? resumed = Resume ? new ResumedOutput(Output!, space, taxonomy.Version) : null;

        // The first batch is read before anything is written: an input that cannot be read leaves an older output unchanged.
        await using IAsyncEnumerator<ListingBatch> batches =
            new BatchReader(reader, Batch, Limit, bad.Add).ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        bool more = await batches.MoveNextAsync();
        if (resumed is not null)
        {
            while (more && await resumed.HoldsAsync(batches.Current, cancellationToken))
            {
                more = await batches.MoveNextAsync();
            }

            if (!more)
            {
                resumed.EndsHere();
            }

            if (resumed.KeptListings > 0)
            {
                Settings.Check(Output!);
            }

            terminal.Say($"{resumed.KeptListings:N0} listings were done already.");
        }

        await using ITagFile? table = IsTable ? await TagFiles.CreateAsync(Output!, Tables, taxonomy, cancellationToken) : null;
        IReadOnlyList<string> leftOut = [];
        await using FileStream? file = resumed?.CutOff()
            ?? (Output is null || IsTable
                ? null
                : new FileStream(Output, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0));
        if (Output is not null && !IsTable && resumed is not { KeptListings: > 0 })
        {
            Settings.Save(Output); // before the first line: no line is ever without its settings
        }

        using TagProgress? done =
            !IsTable && TagProgress.PathOf(Output) is { } progressFile ? TagProgress.Begin(progressFile, resumed?.KeptBatches ?? 0) : null;
        var output = new TagOutput(file ?? terminal.OutputStream);
        var view = new TagView(terminal.People, taxonomy);
        bool ownScreen = !Table && (Output is not null || !terminal.OutputIsTerminal); // else results and progress would mix
        try
        {
            await WorkProgress.RunAsync(terminal, "listings", Limit, async progress =>
            {
                await foreach ((ListingBatch batch, IReadOnlyList<TagResult> results) in
                    identifier.IdentifyBatchesAsync(Rest(batches, more), batch => batch.Profiles, cancellationToken))
                {
                    await WriteAsync(batch, results);
                }

                return true;

                async Task WriteAsync(ListingBatch batch, IReadOnlyList<TagResult> results)
                {
                    if (table is not null)
                    {
                        for (int i = 0; i < results.Count; i++)
                        {
                            await table.WriteAsync(batch.Profiles[i], results[i], cancellationToken);
                        }
                    }
                    else if (Table)
                    {
                        Show(view, batch, results);
                        terminal.Out.Flush();
                    }
                    else
                    {
                        ReadOnlyMemory<byte> lines = output.Write(batch, results);
                        done?.Add(BatchRecord.Of(batch, lines.Span));
                    }

                    totals.Add(results);
                    Seen?.Invoke(batch, results);
                    progress.Report(totals.Listings, batch.ReadShare);
                }
            }, shown: ownScreen);
            leftOut = table is null ? [] : await table.CommitAsync(cancellationToken);
        }
        catch (Exception stopped) when (stopped is OperationCanceledException || DiskFull.Is(stopped))
        {
            string next = Output is null ? "" : IsTable ? $" {Output} was not written." : " Continue with --resume.";
            terminal.Say($"Stopped after {totals.Listings:N0} listings.{next}");
            throw;
        }

        terminal.Say(totals.Describe());
        foreach (string note in leftOut)
        {
            terminal.Say(note);
        }

        if (bad.Count == 0)
        {
            return ExitCodes.Ok;
        }

        terminal.Fail($"{bad.Describe()}.");
        return ExitCodes.BadRows;
    }

    private static void Show(TagView view, ListingBatch batch, IReadOnlyList<TagResult> results)
    {
        for (int i = 0; i < results.Count; i++)
        {
            view.Show(batch.Profiles[i], results[i]);
        }
    }

    private static async IAsyncEnumerable<ListingBatch> Rest(IAsyncEnumerator<ListingBatch> batches, bool more)
    {
        for (; more; more = await batches.MoveNextAsync())
        {
            yield return batches.Current;
        }
    }
}
